package darkroom.web.dashboard;

import darkroom.queue.objectives.Objectives.Objective;
import darkroom.queue.objectives.Objectives.Source;
import darkroom.queue.objectives.QueueWait;
import darkroom.queue.objectives.QueueWait.Verdict;
import darkroom.web.dashboard.figures.Board.Recent;
import darkroom.web.dashboard.figures.Figures;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cards.Card;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Facts.Fact;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How long jobs waited lately, by queue, held against the objectives.
 *
 * @param recent none where there is nothing to compare with yet
 */
record Waits(Figures figures, Optional<Recent> recent) {
    private static final int QUEUES_SHOWN = 15;
    private static final double MILLIS_PER_SECOND = 1_000;

    /**
     * One queue.
     *
     * @param late whether jobs of it wait longer than they should
     * @param burn how many times as long as they should
     */
    private record Held(String queue, QueueWait waited, boolean late, double burn) {
        boolean isIdle() {
            return waited.verdict() == Verdict.IDLE;
        }
    }

    /** Those of one queue. */
    QueueWait of(String queue) {
        return QueueWait.of(
                recent.map(last -> last.counted().waits(queue)).orElse(new long[0]),
                Optional.ofNullable(figures.objectives().get(queue)));
    }

    /** How many queues are late. */
    Card card() {
        List<Held> worst = worst();
        long late = worst.stream().filter(Held::late).count();
        if (worst.isEmpty()) {
            return new Card(
                    "Objectives",
                    Words.NONE,
                    Tone.PLAIN,
                    "/queues",
                    "no queue has one: set it on its page");
        }
        Held first = worst.get(0);
        return new Card(
                "Objectives",
                late == 0 ? "met" : Words.count(late) + " missed",
                late == 0 ? Tone.FINE : Tone.BAD,
                late == 0 ? "/queues" : QueuePages.address(first.queue()),
                late == 0
                        ? "of " + Words.count(worst.size()) + " queues " + lately()
                        : "queue " + first.queue() + ": " + why(first));
    }

    /** All queues that have an objective, worst first; as many as are shown. */
    Block grid() {
        List<Held> worst = worst();
        String more =
                worst.size() > QUEUES_SHOWN
                        ? ", " + QUEUES_SHOWN + " of " + Words.count(worst.size())
                        : "";
        return new Grid(
                "Queues against their objective, worst first" + more,
                Grid.columns("Queue", "Objective", "#Wait p95", "Is", "#Within it", "#Began"),
                worst.stream().limit(QUEUES_SHOWN).map(Waits::row).toList(),
                "No queue has an objective: it is set on the page of a queue, or by"
                        + " \"darkroom queue objective\".");
    }

    /** What is known of one queue. */
    List<Fact> facts(String queue) {
        Held held = held(queue);
        QueueWait wait = held.waited();
        List<Fact> facts = new ArrayList<>();
        facts.add(
                new Fact(
                        "Objective",
                        Cell.of(
                                wait.objective()
                                        .map(one -> words(one) + ", " + source(one.source()))
                                        .orElse("none is set"))));
        if (wait.objective().isPresent()) {
            facts.add(new Fact("Is", is(held)));
            facts.add(new Fact("Began within it", Cell.of(share(wait))));
        }
        facts.add(
                new Fact(
                        "Wait p50, p95, p99",
                        Cell.of(
                                Words.millis(wait.millis(0.5))
                                        + ", "
                                        + Words.millis(wait.millis(QueueWait.SHARE))
                                        + ", "
                                        + Words.millis(wait.millis(0.99))
                                        + " "
                                        + lately())));
        return facts;
    }

    /** How long jobs of a queue waited. */
    Block bars(String queue) {
        return TimeBars.of(
                "How long jobs waited " + lately(),
                of(queue).counts(),
                "No job of this queue began first " + lately() + ".");
    }

    /** The p95 of a queue, as it is to be taken. */
    Cell p95(String queue) {
        Held held = held(queue);
        return Cell.of(
                Words.millis(held.waited().millis(QueueWait.SHARE)),
                held.late() ? Tone.BAD : Tone.PLAIN);
    }

    /** The objective of a queue. */
    static String words(Objective objective) {
        Duration within = objective.within();
        return within.toMillis() < MILLIS_PER_SECOND
                ? Words.millis((double) within.toMillis())
                : Words.span(within);
    }

    private String lately() {
        return lately(recent);
    }

    /** In which time all that is of late was. */
    static String lately(Optional<Recent> recent) {
        return "in the last " + Words.span(recent.map(Recent::span).orElse(Duration.ZERO));
    }

    private List<Held> worst() {
        return new TreeSet<>(figures.objectives().keySet())
                .stream()
                        .map(this::held)
                        .sorted(
                                Comparator.comparing((Held one) -> !one.late())
                                        .thenComparing(Held::burn, Comparator.reverseOrder()))
                        .toList();
    }

    // Where no job begins at all the one that waits says how late the queue is. A job that was
    // dead or failed for long stands there with the age of its first enqueue, so that this is no
    // judge where others begin in time.
    private Held held(String queue) {
        QueueWait wait = of(queue);
        if (wait.verdict() != Verdict.IDLE) {
            return new Held(queue, wait, wait.verdict() == Verdict.MISSED, wait.burn());
        }
        Duration within = wait.objective().map(Objective::within).orElse(Duration.ZERO);
        double burn =
                figures.queue(queue)
                        .flatMap(Figures.Queue::oldest)
                        .map(age -> (double) age.toMillis() / Math.max(1, within.toMillis()))
                        .orElse(0.0);
        return new Held(queue, wait, burn > 1, burn);
    }

    private static List<Cell> row(Held held) {
        QueueWait wait = held.waited();
        return List.of(
                QueuePages.link(held.queue()),
                Cell.of(wait.objective().map(Waits::words).orElse(Words.NONE)),
                Cell.of(Words.millis(wait.millis(QueueWait.SHARE))),
                is(held),
                Cell.of(share(wait)),
                Cell.of(Words.count(wait.jobs())));
    }

    private static Cell is(Held held) {
        Tone tone = held.late() ? Tone.BAD : held.isIdle() ? Tone.QUIET : Tone.FINE;
        return Cell.of(
                held.late() && held.isIdle()
                        ? "missed: none began"
                        : held.waited().verdict().word(),
                tone);
    }

    private static String why(Held held) {
        String within = held.waited().objective().map(Waits::words).orElse(Words.NONE);
        return held.isIdle()
                ? "none began, and one waits longer than " + within
                : "p95 wait "
                        + Words.millis(held.waited().millis(QueueWait.SHARE))
                        + ", expected "
                        + within;
    }

    private static String share(QueueWait wait) {
        // Down, so that what is not whole is not called so.
        double percent = Math.floor(wait.within() * 1_000) / 10;
        return wait.jobs() == 0
                ? Words.NONE
                : percent == Math.rint(percent)
                        ? Words.count((long) percent) + " %"
                        : String.format(Locale.ROOT, "%.1f %%", percent);
    }

    private static String source(Source source) {
        return source == Source.SET ? "set by an operator" : "by the build of its kinds";
    }
}
