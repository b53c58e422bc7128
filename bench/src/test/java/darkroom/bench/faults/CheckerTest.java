package darkroom.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.bench.faults.Fault.Trait;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each violation is planted in a book, and has to be found. */
final class CheckerTest {
    private static final int ROUND = 7;
    private static final Findings DRAINED =
            new Findings(Set.of(), 0, Map.of(), Set.of(), false, 0, -1, true);

    private final Book book = new Book(ROUND, 10);

    private void acknowledge(int from, int count) {
        book.tried(ROUND, from, count);
        book.acknowledged(ROUND, from, count);
    }

    private void run(int number) {
        book.ran(ROUND, number, 1, 1, 100);
        book.effect(ROUND, number);
    }

    private Verdict check(Findings findings, Trait... traits) {
        return new Checker(Set.of(traits)).check(book.page(), findings);
    }

    @Test
    void jobsThatRanOnceAreInOrder() {
        acknowledge(0, 2);
        run(0);
        run(1);

        Verdict verdict = check(DRAINED);

        assertThat(verdict.acknowledged()).isEqualTo(2);
        assertThat(verdict.breaches()).isEmpty();
    }

    @Test
    void acknowledgedJobWithoutItsEffectIsLostUnlessItIsDead() {
        acknowledge(0, 3);
        run(0);
        book.ran(ROUND, 1, 1, 1, 100);
        Findings dead = new Findings(Set.of(2), 0, Map.of(), Set.of(), false, 0, -1, true);

        Verdict verdict = check(dead);

        assertThat(verdict.lost()).as("begun, and no more").isOne();
        assertThat(verdict.breaches()).containsExactly("1 acknowledged and lost");
    }

    @Test
    void jobThatNobodyEnqueuedIsUnexpected() {
        acknowledge(0, 1);
        run(0);
        run(5);

        assertThat(check(DRAINED).unexpected()).isOne();
        assertThat(check(DRAINED).breaches()).containsExactly("1 run though never enqueued");
    }

    @Test
    void jobThatWasRefusedMustNotRun() {
        book.tried(ROUND, 0, 1);
        book.refused(ROUND, 0, 1);
        run(0);

        assertThat(check(DRAINED).unexpected()).isOne();
    }

    @Test
    void jobOfAnotherRoundIsUnexpected() {
        book.ran(ROUND - 1, 0, 1, 1, 100);

        assertThat(check(DRAINED).unexpected()).isOne();
    }

    @Test
    void jobWithoutAnAnswerMayRunAndMayNot() {
        book.tried(ROUND, 0, 3);
        book.unknown(ROUND, 0, 2);
        run(0);
        run(2);

        Verdict verdict = check(DRAINED);

        assertThat(verdict.recovered()).isEqualTo(2);
        assertThat(verdict.breaches()).isEmpty();
    }

    @Test
    void secondRunIsOneOfAJobInHandWhenAProcessWasKilled() {
        acknowledge(0, 2);
        run(0);
        run(1);
        run(1);
        Findings other = new Findings(Set.of(), 0, Map.of(), Set.of(0), true, 0, -1, true);
        Findings same = new Findings(Set.of(), 0, Map.of(), Set.of(1), true, 0, -1, true);

        assertThat(check(same).duplicateRuns()).isOne();
        assertThat(check(same).breaches()).isEmpty();
        assertThat(check(other).breaches())
                .containsExactly("1 run again though in nobody's hands who was harmed");
        assertThat(check(DRAINED).breaches()).hasSize(2);
        assertThat(check(DRAINED, Trait.RUNS_AGAIN).breaches()).isEmpty();
    }

    @Test
    void thirdRunIsMoreThanWasInHand() {
        acknowledge(0, 1);
        run(0);
        run(0);
        run(0);
        Findings inHand = new Findings(Set.of(), 0, Map.of(), Set.of(0), true, 0, -1, true);

        assertThat(check(inHand).breaches())
                .containsExactly("2 runs beyond the first: expected at most the 1 in hand");
    }

    @Test
    void secondEffectIsRefusedByTheBookAndFoundByTheChecker() {
        acknowledge(0, 1);
        assertThat(book.effect(ROUND, 0)).isTrue();
        assertThat(book.effect(ROUND, 0)).isFalse();
        assertThat(check(DRAINED).duplicateEffects()).isZero();

        Book.Page page = book.page();
        page.effects()[0]++;

        Verdict verdict = new Checker(Set.of()).check(page, DRAINED);
        assertThat(verdict.duplicateEffects()).isOne();
        assertThat(verdict.breaches()).containsExactly("1 effects twice");
    }

    @Test
    void attemptThatALossUsedUpIsABreach() {
        acknowledge(0, 1);
        book.ran(ROUND, 0, 1, 2, 100);
        book.effect(ROUND, 0);

        assertThat(check(DRAINED).breaches()).containsExactly("1 attempts used up");
    }

    @Test
    void queueThatDoesNotDrainOrReconcileIsABreach() {
        Map<String, Long> counters = Map.of("enqueued", 3L, "done", 1L, "dead", 1L);
        Findings findings = new Findings(Set.of(), 2, counters, Set.of(), false, 0, -1, true);

        assertThat(check(findings).breaches())
                .hasSize(2)
                .anyMatch(breach -> breach.startsWith("2 left in Redis"))
                .anyMatch(breach -> breach.startsWith("the counters do not reconcile"));
    }

    @Test
    void liveProcessThatIsGivenUpIsABreachUnlessTheFaultIsThere() {
        Map<String, Long> counters = Map.of("reaped", 5L);
        Findings findings = new Findings(Set.of(), 0, counters, Set.of(), false, 1, -1, true);

        assertThat(check(findings).breaches())
                .containsExactly(
                        "1 processes given up though they live", "5 reaped though nobody was lost");
        assertThat(check(findings, Trait.GIVES_UP).breaches()).isEmpty();
    }

    @Test
    void recoveryThatTakesTooLongIsABreach() {
        Findings findings = new Findings(Set.of(), 0, Map.of(), Set.of(), true, 0, 10_001, true);

        assertThat(check(findings).breaches()).hasSize(1);
    }
}
