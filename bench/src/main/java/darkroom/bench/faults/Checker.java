package darkroom.bench.faults;

import darkroom.bench.faults.Book.State;
import darkroom.bench.faults.Fault.Trait;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Compares what a book says with what was found: pure, so that it can be tested on planted books.
 */
final class Checker {
    private static final double RECOVERY_MILLIS_MAX = 10_000;

    private final Set<Trait> traits;

    Checker(Set<Trait> traits) {
        this.traits = Set.copyOf(traits);
    }

    Verdict check(Book.Page page, Findings found) {
        IntPredicate ran = number -> page.runs()[number] > 0;
        IntPredicate twice = number -> page.runs()[number] > 1;
        IntPredicate acknowledged = is(page, State.ACKNOWLEDGED);
        IntPredicate effectless = number -> page.effects()[number] == 0;
        IntPredicate dead = found.dead()::contains;
        IntPredicate inHand = found.inHand()::contains;
        int lost = count(page, acknowledged.and(effectless).and(dead.negate()));
        int unexpected =
                page.oddities().strays()
                        + count(page, ran.and(is(page, State.UNUSED, State.REFUSED)));
        int duplicateRuns = beyondTheFirst(page.runs());
        int duplicateEffects = beyondTheFirst(page.effects());
        List<String> breaches = new ArrayList<>();
        add(breaches, lost, "acknowledged and lost");
        add(breaches, unexpected, "run though never enqueued");
        add(breaches, duplicateEffects, "effects twice");
        checkRuns(breaches, found, duplicateRuns, count(page, twice.and(inHand.negate())));
        checkQueue(breaches, page, found);
        return new Verdict(
                count(page, acknowledged),
                lost,
                unexpected,
                count(page, ran.and(is(page, State.UNKNOWN, State.TRIED))),
                duplicateRuns,
                duplicateEffects,
                found.inHand().size(),
                found.recoveryMillis(),
                found.struck(),
                breaches);
    }

    private static IntPredicate is(Book.Page page, State... states) {
        Set<State> some = EnumSet.copyOf(List.of(states));
        return number -> some.contains(page.states()[number]);
    }

    private static int count(Book.Page page, IntPredicate which) {
        return (int) IntStream.range(0, page.states().length).filter(which).count();
    }

    private static int beyondTheFirst(int[] times) {
        return IntStream.of(times).map(count -> Math.max(0, count - 1)).sum();
    }

    private void checkRuns(
            List<String> breaches, Findings found, int duplicateRuns, int unexplained) {
        if (traits.contains(Trait.RUNS_AGAIN)) {
            return;
        }
        add(breaches, unexplained, "run again though in nobody's hands who was harmed");
        if (duplicateRuns > found.inHand().size()) {
            breaches.add(
                    duplicateRuns
                            + " runs beyond the first: expected at most the "
                            + found.inHand().size()
                            + " in hand");
        }
    }

    private void checkQueue(List<String> breaches, Book.Page page, Findings found) {
        add(breaches, page.oddities().triesUsed(), "attempts used up");
        add(breaches, found.left(), "left in Redis, which does not drain");
        if (!traits.contains(Trait.GIVES_UP)) {
            add(breaches, found.givenUp(), "processes given up though they live");
        }
        long gap = found.counter("enqueued") - found.counter("done") - found.counter("dead");
        if (gap != 0 && !traits.contains(Trait.WIPES)) {
            breaches.add("the counters do not reconcile: " + found.counters());
        }
        boolean reaps = found.anyKilled() || traits.contains(Trait.GIVES_UP);
        if (!reaps && !traits.contains(Trait.WIPES)) {
            add(breaches, found.counter("reaped"), "reaped though nobody was lost");
        }
        if (found.recoveryMillis() > RECOVERY_MILLIS_MAX) {
            breaches.add(
                    Math.round(found.recoveryMillis()) + " ms until all worked again: over 10 s");
        }
    }

    private static void add(List<String> breaches, long count, String what) {
        if (count > 0) {
            breaches.add(count + " " + what);
        }
    }
}
