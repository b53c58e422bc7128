package darkroom.web.dashboard;

import darkroom.queue.inspect.Fleet.ProcessView;
import darkroom.queue.redis.RedisMemory;
import darkroom.web.dashboard.figures.Board.Recent;
import darkroom.web.dashboard.figures.Figures;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cards;
import darkroom.web.dashboard.page.Cards.Card;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Is anything wrong? */
final class HomePage {
    private static final Duration OLD = Duration.ofMinutes(1);
    private static final Duration TOO_OLD = Duration.ofMinutes(10);
    private static final double MEMORY_WARN = 0.8;
    private static final Duration FULL_SOON = Duration.ofHours(1);
    private static final Duration SPAN_MIN = Duration.ofSeconds(30);
    private static final int QUEUES_SHOWN = 15;

    private final Screens screens;

    HomePage(Screens screens) {
        this.screens = screens;
    }

    void show(Context context) {
        screens.figures(context, "Home", figures -> blocks(figures, screens.board().recent()));
    }

    /** How an age of a job that waits is to be taken. */
    static Tone tone(Duration age) {
        return age.compareTo(TOO_OLD) > 0
                ? Tone.BAD
                : age.compareTo(OLD) > 0 ? Tone.WARN : Tone.PLAIN;
    }

    /** What it says of these figures, and of what happened of late. */
    static List<Block> blocks(Figures figures, Optional<Recent> recent) {
        Waits waits = new Waits(figures, recent);
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Cards(cards(figures, recent, waits)));
        if (!figures.failures().latest().isEmpty()) {
            blocks.add(
                    GroupWords.grid("New failures, latest first", figures.failures().latest(), ""));
        }
        if (!figures.objectives().isEmpty()) {
            blocks.add(waits.grid());
        }
        List<Figures.Queue> longest = longest(figures);
        if (!longest.isEmpty()) {
            blocks.add(QueuePages.grid("Queues with jobs that wait, oldest first", longest, waits));
        }
        blocks.add(QueuePages.chart("All jobs a minute", figures.minutes(), Optional.empty()));
        return blocks;
    }

    private static List<Card> cards(Figures figures, Optional<Recent> recent, Waits waits) {
        List<Card> cards = new ArrayList<>();
        cards.add(waits.card());
        cards.add(ready(figures));
        cards.add(oldest(figures));
        cards.add(drain(figures));
        cards.add(failures(figures));
        cards.add(dead(figures, recent));
        cards.add(retrying(figures));
        cards.add(fleet(figures));
        cards.add(lost(figures, recent));
        cards.add(missing(figures));
        cards.add(dropped(figures));
        cards.add(memory(figures.memory(), recent));
        cards.add(away(recent));
        return cards;
    }

    private static List<Figures.Queue> longest(Figures figures) {
        return figures.queues().stream()
                .filter(queue -> queue.account().now().ready() > 0 || queue.paused())
                .sorted(
                        Comparator.comparing(
                                (Figures.Queue queue) -> queue.oldest().orElse(Duration.ZERO),
                                Comparator.reverseOrder()))
                .limit(QUEUES_SHOWN)
                .toList();
    }

    private static Card ready(Figures figures) {
        long paused = figures.queues().stream().filter(Figures.Queue::paused).count();
        return new Card(
                "Ready",
                Words.count(figures.ready()),
                paused > 0 ? Tone.WARN : Tone.PLAIN,
                "/queues",
                paused > 0
                        ? Words.count(paused) + " of the queues paused"
                        : "in " + Words.count(figures.queues().size()) + " queues");
    }

    private static Card oldest(Figures figures) {
        Optional<Figures.Queue> oldest =
                figures.queues().stream()
                        .filter(queue -> queue.oldest().isPresent())
                        .max(Comparator.comparing(queue -> queue.oldest().orElse(Duration.ZERO)));
        return oldest.map(
                        queue -> {
                            Duration age = queue.oldest().orElse(Duration.ZERO);
                            return new Card(
                                    "Oldest waiting",
                                    Words.span(age),
                                    tone(age),
                                    QueuePages.address(queue.name()),
                                    "in queue " + queue.name());
                        })
                .orElse(
                        new Card(
                                "Oldest waiting",
                                Words.NONE,
                                figures.ready() == 0 ? Tone.FINE : Tone.PLAIN,
                                "",
                                figures.ready() == 0 ? "nothing waits" : "no job says since when"));
    }

    private static Card drain(Figures figures) {
        List<Figures.Queue> waiting =
                figures.queues().stream()
                        .filter(queue -> queue.account().now().ready() > 0 && !queue.paused())
                        .toList();
        Optional<Figures.Queue> growing =
                waiting.stream()
                        .filter(queue -> queue.pace().in().isPresent() && queue.drain().isEmpty())
                        .findFirst();
        if (growing.isPresent()) {
            return new Card(
                    "Drained in",
                    "never so far",
                    Tone.WARN,
                    QueuePages.address(growing.get().name()),
                    "queue " + growing.get().name() + " gets no shorter");
        }
        Duration longest =
                waiting.stream()
                        .flatMap(queue -> queue.drain().stream())
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO);
        String says = longest.isZero() ? "the pace is not known yet" : "at the pace of late";
        return new Card(
                "Drained in",
                longest.isZero() ? Words.NONE : Words.span(longest),
                Tone.PLAIN,
                "/queues",
                waiting.isEmpty() ? "nothing waits" : says);
    }

    private static Card failures(Figures figures) {
        long count = figures.failures().count();
        return new Card(
                "New failures",
                Words.count(count),
                count > 0 ? Tone.BAD : Tone.FINE,
                "/failures",
                (count > 0 ? "groups new or back" : "no group new or back")
                        + " in the last "
                        + Figures.Failures.NEW.toMinutes()
                        + " min");
    }

    private static Card dead(Figures figures, Optional<Recent> recent) {
        long count = figures.stats().dead();
        long fresh =
                recent.map(
                                last ->
                                        last.counted().by("dead").values().stream()
                                                .mapToLong(Long::longValue)
                                                .sum())
                        .orElse(0L);
        return new Card(
                "Dead",
                Words.count(count),
                fresh > 0 ? Tone.BAD : count > 0 ? Tone.WARN : Tone.FINE,
                "/dead",
                fresh > 0
                        ? Words.count(fresh) + " " + Waits.lately(recent)
                        : "none " + Waits.lately(recent));
    }

    private static Card retrying(Figures figures) {
        return new Card(
                "Retrying",
                Words.count(figures.stats().retrying()),
                Tone.PLAIN,
                "/retrying",
                Words.count(figures.stats().scheduled()) + " scheduled");
    }

    private static Card fleet(Figures figures) {
        List<ProcessView> processes = figures.processes();
        long serving = processes.stream().filter(one -> one.state().equals("serving")).count();
        int threads = processes.stream().mapToInt(one -> one.number("threads")).sum();
        int busy = processes.stream().mapToInt(one -> one.number("busy")).sum();
        boolean idleFleet = serving == 0 && figures.ready() > 0;
        return new Card(
                "Processes",
                Words.count(serving),
                idleFleet ? Tone.BAD : Tone.PLAIN,
                "/fleet",
                idleFleet
                        ? "nobody serves what is ready"
                        : Words.count(busy) + " of " + Words.count(threads) + " threads busy");
    }

    private static Card lost(Figures figures, Optional<Recent> recent) {
        long silent =
                figures.processes().stream()
                        .filter(one -> one.sinceBeat().compareTo(FleetPage.BEAT_LATE) > 0)
                        .count();
        long reaped = recent.map(last -> last.counted().total("reaped")).orElse(0L);
        Tone tone =
                !figures.lost().isEmpty() ? Tone.BAD : silent + reaped > 0 ? Tone.WARN : Tone.FINE;
        return new Card(
                "Lost processes",
                Words.count(figures.lost().size()),
                tone,
                "/fleet",
                silent > 0
                        ? Words.count(silent) + " silent"
                        : Words.count(reaped) + " jobs given back " + Waits.lately(recent));
    }

    private static Card missing(Figures figures) {
        long missing = figures.missing();
        return new Card(
                "Ledger gap",
                Words.count(missing),
                missing > 0 ? Tone.BAD : missing < 0 ? Tone.WARN : Tone.FINE,
                "/queues",
                missing > 0
                        ? "jobs came in and are nowhere: run \"darkroom doctor\""
                        : missing < 0
                                ? "more are there than came in"
                                : "every job is accounted for");
    }

    private static Card dropped(Figures figures) {
        long dropped =
                figures.queues().stream().mapToLong(queue -> queue.account().out().dropped()).sum();
        return new Card(
                "Dropped",
                Words.count(dropped),
                dropped > 0 ? Tone.BAD : Tone.FINE,
                "/dead",
                dropped > 0 ? "dead jobs that were too many" : "no dead job was ever dropped");
    }

    private static Card memory(RedisMemory memory, Optional<Recent> recent) {
        if (memory.maxBytes() == 0) {
            return new Card(
                    "Redis memory",
                    Words.bytes((double) memory.usedBytes()),
                    Tone.WARN,
                    "",
                    "no maxmemory is set");
        }
        double share = (double) memory.usedBytes() / memory.maxBytes();
        double growth =
                recent.filter(last -> last.span().compareTo(SPAN_MIN) > 0)
                        .map(Recent::memoryGrowth)
                        .orElse(0.0);
        Optional<Duration> full =
                growth > 1
                        ? Optional.of(
                                Duration.ofSeconds(
                                        (long) ((memory.maxBytes() - memory.usedBytes()) / growth)))
                        : Optional.empty();
        boolean soon = full.filter(left -> left.compareTo(FULL_SOON) < 0).isPresent();
        return new Card(
                "Redis memory",
                Math.round(share * 100) + " %",
                share > MEMORY_WARN || soon ? Tone.BAD : Tone.FINE,
                "",
                "of "
                        + Words.bytes((double) memory.maxBytes())
                        + full.map(left -> ", full in " + Words.span(left) + " at this rate")
                                .orElse(", not growing"));
    }

    private static Card away(Optional<Recent> recent) {
        Map<String, Long> awaited =
                recent.map(last -> last.counted().by("awaited")).orElse(Map.of());
        List<String> names =
                awaited.entrySet().stream()
                        .filter(entry -> entry.getValue() > 0)
                        .map(Map.Entry::getKey)
                        .toList();
        return new Card(
                "Dependencies",
                names.isEmpty() ? "fine" : Words.count(names.size()) + " away",
                names.isEmpty() ? Tone.FINE : Tone.BAD,
                "",
                names.isEmpty()
                        ? "no job waited for one " + Waits.lately(recent)
                        : names.stream().limit(5).collect(Collectors.joining(", "))
                                + " "
                                + Waits.lately(recent));
    }
}
