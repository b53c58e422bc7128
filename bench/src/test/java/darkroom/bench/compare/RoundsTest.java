package darkroom.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class RoundsTest {
    private static final Budget PLENTY = new Budget(Duration.ofMinutes(1));
    private static final Contestant A = Bouts.LINEUP.peer("a", "drain", 1, 1);
    private static final Contestant B = Bouts.LINEUP.peer("b", "drain", 1, 1);
    private static final Trial TRIAL = new Trial("drain", List.of(A, B));

    private final List<String> ran = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    @Test
    void contestantsTakeTurnsAndAnotherOneIsFirstEachRound() throws Exception {
        Samples samples = run(PLENTY, 3, contestant -> Bouts.peerOutput(1));

        assertThat(ran).containsExactly("a", "b", "b", "a", "a", "b");
        assertThat(samples.figure(Pick.stat("drain", "b", "value")).orElseThrow().samples())
                .hasSize(3);
        assertThat(said).first().isEqualTo("round 1 of 3: drain, a");
    }

    @Test
    void missingPeerIsAskedOnceAndNamed() throws Exception {
        Samples samples =
                run(
                        PLENTY,
                        3,
                        contestant -> {
                            if (contestant.equals(B)) {
                                throw new MissingException("b: apt-get install b");
                            }
                            return Bouts.peerOutput(1);
                        });

        assertThat(ran).containsExactly("a", "b", "a", "a");
        assertThat(samples.absences()).containsExactly("b: apt-get install b");
        assertThat(samples.isBroken()).isFalse();
        assertThat(said).contains("b: apt-get install b");
    }

    @Test
    void failingContestantEndsNothingButBreaksTheRun() throws Exception {
        Samples samples =
                run(
                        PLENTY,
                        2,
                        contestant -> {
                            if (contestant.equals(A)) {
                                throw new ContestantFailedException(
                                        "expected exit code 0, found 1");
                            }
                            return Bouts.peerOutput(1);
                        });

        assertThat(ran).containsExactly("a", "b", "b");
        assertThat(samples.isBroken()).isTrue();
        assertThat(samples.absences())
                .containsExactly("a, drain: failed: expected exit code 0, found 1");
    }

    @Test
    void roundThatTheTimeWillNotDoForIsNotBegun() throws Exception {
        Samples samples =
                run(
                        new Budget(Duration.ofMillis(500)),
                        3,
                        contestant -> {
                            // As long as more than half of the time: a second round cannot end.
                            LockSupport.parkNanos(Duration.ofMillis(150).toNanos());
                            return Bouts.peerOutput(1);
                        });

        assertThat(ran).containsExactly("a", "b");
        assertThat(samples.rounds()).isEqualTo(1);
        assertThat(samples.absences()).isEmpty();
    }

    @Test
    void contestantThatTheTimeEndsDuringIsNamedAndBreaksNothing() throws Exception {
        Budget spent = new Budget(Duration.ofMillis(50));
        Samples samples =
                run(
                        spent,
                        3,
                        contestant -> {
                            while (!spent.isSpent()) {
                                Thread.onSpinWait();
                            }
                            throw new ContestantFailedException("it was ended");
                        });

        assertThat(ran).containsExactly("a");
        assertThat(samples.absences())
                .containsExactly("a, drain: out of time", "b, drain: out of time");
        assertThat(samples.isBroken()).isFalse();
    }

    @Test
    void figuresOfRoundsThatThereWasTimeForStay() throws Exception {
        Samples samples = new Samples();
        samples.add(TRIAL, A, Bouts.peerOutput(7));
        samples.runOut(TRIAL, A);

        assertThat(samples.figure(Pick.stat("drain", "a", "value")).orElseThrow().value())
                .isEqualTo(7);
        assertThat(samples.absences()).containsExactly("a, drain: out of time");
    }

    private Samples run(Budget budget, int rounds, Outcomes outcomes) throws InterruptedException {
        return new Rounds(
                        (contestant, most) -> {
                            ran.add(contestant.name());
                            return outcomes.of(contestant);
                        },
                        budget,
                        said::add)
                .run(List.of(TRIAL), rounds);
    }

    @FunctionalInterface
    private interface Outcomes {
        Output of(Contestant contestant);
    }
}
