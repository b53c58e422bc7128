package darkroom.bench.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import darkroom.bench.bare.BareList;
import darkroom.bench.faults.Fault.Trait;
import darkroom.bench.faults.Setting.Part;
import darkroom.queue.Limits;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Stats;
import darkroom.queue.redis.RedisStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Plays rounds, each on a stage that is kept while the setting stays the same. Not thread-safe. */
final class Trials implements AutoCloseable {
    private static final Duration DRAIN_MAX = Duration.ofSeconds(60);
    private static final Duration LEFT_MAX = Duration.ofSeconds(15);
    private static final Duration CONTROL_MORE = Duration.ofSeconds(1);
    private static final int MANY = 10;

    /** So that each seed, fault and round has moments of its own. */
    private static final long SEEDS = 31;

    private static final long FAULTS = 1_000_003;

    private static final double NANOS_A_MILLI = 1e6;
    private static final Pattern PROBE = Pattern.compile("\"round\":(\\d+).*?\"number\":(\\d+)");

    private final Spares spares;
    private final FaultsOptions options;
    private @Nullable Stage stage;
    private int round;

    Trials(Spares spares, FaultsOptions options) {
        this.spares = spares;
        this.options = options;
    }

    /** Plays one round of a fault; {@code index} and the seed choose its moments. */
    Verdict play(Fault fault, int index) throws InterruptedException {
        Stage current = stageFor(fault.setting());
        current.fillSteady();
        int jobs = options.extent().jobs();
        int count = fault.has(Trait.MANY) ? MANY * jobs : jobs;
        Book book = spares.ledger().begin(new Book(++round, count));
        Map<String, Long> before = counters(current);
        SplittableRandom random =
                new SplittableRandom(
                        options.extent().seed() * SEEDS + fault.name().hashCode() * FAULTS + index);
        Scene scene = new Scene(current, book, count, random);
        fault.prepare().in(scene);
        scene.begin();
        scene.awaitMoment();
        fault.inject().in(scene);
        scene.awaitEnqueued(DRAIN_MAX);
        awaitDrained(fault, current, book, before);
        Book.Page page = book.page();
        return new Checker(fault.traits()).check(page, findings(scene, page, before));
    }

    private static void awaitDrained(Fault fault, Stage stage, Book book, Map<String, Long> before)
            throws InterruptedException {
        if (fault.isControl()) {
            // What it lost never comes: its book is behind for ever.
            Waiting.until(() -> left(stage) == 0, LEFT_MAX);
            Waiting.pause(CONTROL_MORE);
        } else {
            // Places are looked at one after the other, and a job that is being reaped moves
            // between
            // them; the counters are written as it does.
            boolean counts = !fault.has(Trait.WIPES);
            Waiting.until(
                    () ->
                            book.behind() == 0
                                    && left(stage) == 0
                                    && (!counts || gap(difference(before, counters(stage))) == 0),
                    DRAIN_MAX);
        }
    }

    private static long gap(Map<String, Long> counters) {
        return counters.getOrDefault("enqueued", 0L)
                - counters.getOrDefault("done", 0L)
                - counters.getOrDefault("dead", 0L);
    }

    private static Findings findings(Scene scene, Book.Page page, Map<String, Long> before) {
        Stage stage = scene.stage();
        return new Findings(
                dead(stage, scene.book().round()),
                left(stage),
                difference(before, counters(stage)),
                scene.inHand(),
                scene.anyKilled(),
                stage.setting().has(Part.POP) ? 0 : scene.givenUp(),
                recovery(scene, page),
                scene.struck());
    }

    /** The next round begins with a stage of its own: this one may not be whole. */
    void drop() {
        if (stage != null) {
            stage.close();
            stage = null;
        }
    }

    private Stage stageFor(Setting setting) throws InterruptedException {
        Stage current = stage;
        if (current == null || current.isSpoilt() || !current.setting().equals(setting)) {
            drop();
            current = Stage.open(setting, spares, options.redisServer());
            stage = current;
        }
        return current;
    }

    private static long left(Stage stage) {
        if (stage.setting().has(Part.POP)) {
            try (BareList list = PopWorker.list(stage.redis().uri().getPort())) {
                return list.length();
            }
        }
        RedisStore store = stage.store();
        long relayed = stage.setting().has(Part.OUTBOX) ? stage.outbox().rows() : 0;
        long held = new Fleet(store).list().stream().mapToLong(Fleet.ProcessView::held).sum();
        return held
                + relayed
                + store.listLength(store.keys().queue(Probe.KIND.queue()))
                + store.sortedSize(store.keys().scheduled())
                + store.sortedSize(store.keys().retrying())
                + store.sortedSize(store.keys().lost());
    }

    private static Map<String, Long> counters(Stage stage) {
        Map<String, Long> counters = new HashMap<>();
        if (!stage.setting().has(Part.POP)) {
            Stats stats = Stats.read(stage.store());
            counters.put("enqueued", sum(stats.by("enqueued")));
            counters.put("done", sum(stats.by("done")));
            counters.put("dead", sum(stats.by("dead")));
            counters.put("reaped", stats.total("reaped"));
        }
        return counters;
    }

    private static long sum(Map<String, Long> byName) {
        return byName.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> now) {
        Map<String, Long> difference = new HashMap<>(now);
        before.forEach((name, count) -> difference.merge(name, -count, Long::sum));
        return difference;
    }

    private static Set<Integer> dead(Stage stage, int round) {
        Set<Integer> dead = new HashSet<>();
        if (!stage.setting().has(Part.POP)) {
            for (DeadJobs.DeadView view : new DeadJobs(stage.store()).list(0, Limits.PAGE_MAX)) {
                Matcher probe = PROBE.matcher(new String(view.job().payload(), UTF_8));
                if (probe.find() && Integer.parseInt(probe.group(1)) == round) {
                    dead.add(Integer.parseInt(probe.group(2)));
                }
            }
        }
        return dead;
    }

    /** From the end of the fault until the last of what it held up ran again. */
    private static double recovery(Scene scene, Book.Page page) {
        long ended = scene.endedNanos();
        long last = ended;
        // What a relay held up is not known one by one: all that had come counts.
        boolean relayed = scene.stage().setting().has(Part.OUTBOX);
        Set<Integer> inHand = scene.inHand();
        Set<Integer> killed = scene.killedChildren();
        if (scene.anyKilled()) {
            for (Book.Run run : page.log()) {
                boolean held =
                        relayed
                                ? run.number() < scene.acknowledgedAtEnd()
                                : inHand.contains(run.number()) && !killed.contains(run.child());
                boolean again = held && run.nanos() - ended > 0;
                last = again && run.nanos() - last > 0 ? run.nanos() : last;
            }
        } else {
            for (Child child : scene.stage().everyWorker()) {
                long first = scene.book().firstRunAfter(child.number(), ended);
                last = first != 0 && first - last > 0 ? first : last;
            }
        }
        return last == ended ? -1 : (last - ended) / NANOS_A_MILLI;
    }

    @Override
    public void close() {
        drop();
    }
}
