package darkroom.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScoreTest {
    private static final Lineup LINEUP = Bouts.LINEUP;
    private static final Contestant OURS = LINEUP.ours("ours", "drain");
    private static final Contestant JESQUE = LINEUP.peer("jesque", "drain", 1, 1);
    private static final Contestant BULLMQ = LINEUP.peer("bullmq", "drain", 1, 1);
    private static final Trial TRIAL = new Trial("drain", List.of(OURS, JESQUE, BULLMQ));

    private final Samples samples = new Samples();

    @Test
    void ratioIsOfMedians() {
        ours(300, 100, 200);
        peer(JESQUE, 10, 40, 20);

        Score score = Score.of(row(Target.atLeast(10), "jesque"), samples);

        assertThat(score.ratio()).contains(10.0);
        assertThat(score.isMet()).contains(true);
        assertThat(score.isDisturbed()).isTrue();
    }

    @Test
    void targetJustNotReachedIsNotMet() {
        ours(99.9);
        peer(JESQUE, 10);

        assertThat(Score.of(row(Target.atLeast(10), "jesque"), samples).isMet()).contains(false);
        assertThat(Score.of(row(Target.atMost(9.98), "jesque"), samples).isMet()).contains(false);
        assertThat(Score.of(alone(Target.under(99.9)), samples).isMet()).contains(false);
        assertThat(Score.of(alone(Target.under(100)), samples).isMet()).contains(true);
    }

    @Test
    void bestPeerCounts() {
        ours(100);
        peer(JESQUE, 10);
        peer(BULLMQ, 20);

        Score more = Score.of(row(Target.atLeast(9), "jesque", "bullmq"), samples);
        Score less = Score.of(row(Target.atMost(1), "jesque", "bullmq"), samples);

        assertThat(more.peerName()).isEqualTo("bullmq");
        assertThat(more.ratio()).contains(5.0);
        assertThat(less.peerName()).isEqualTo("jesque");
    }

    @Test
    void missingPeerIsNamedAndNothingIsMet() {
        ours(100);
        samples.leaveOut(TRIAL, JESQUE, "jesque: build it");

        Score score = Score.of(row(Target.atLeast(9), "jesque"), samples);

        assertThat(score.isMet()).isEmpty();
        assertThat(score.fields())
                .contains(
                        entry("peer", null),
                        entry("peerName", "jesque"),
                        entry("ratio", null),
                        entry("met", null),
                        entry("absent", List.of("jesque: build it")));
    }

    @Test
    void peerThatIsThereStandsInForOneThatIsMissing() {
        ours(100);
        peer(BULLMQ, 10);
        samples.leaveOut(TRIAL, JESQUE, "jesque: build it");

        Score score = Score.of(row(Target.atLeast(9), "jesque", "bullmq"), samples);

        assertThat(score.isMet()).contains(true);
        assertThat(score.absences()).containsExactly("jesque: build it");
    }

    @Test
    void failedContestantHasNoFigure() {
        ours(100);
        peer(JESQUE, 10);
        samples.fail(TRIAL, JESQUE, "exit code 1");

        Score score = Score.of(row(Target.atLeast(9), "jesque"), samples);

        assertThat(score.peer()).isEmpty();
        assertThat(score.absences()).containsExactly("jesque, drain: failed: exit code 1");
        assertThat(samples.isBroken()).isTrue();
    }

    @Test
    void figureThatWasNotPrintedIsSaid() {
        ours(100);

        Row row = Row.alone("cpu", Pick.row("drain", "ours", "drain-cpu"), Target.none());

        assertThat(Score.of(row, samples).absences()).singleElement().asString().contains("cpu");
    }

    @Test
    void fieldsAreThoseOfTheContract() {
        ours(300, 300);
        peer(JESQUE, 10, 10);

        assertThat(Score.of(row(Target.atLeast(30), "jesque"), samples).fields())
                .contains(
                        entry("row", "drain"),
                        entry("ours", 300.0),
                        entry("peer", 10.0),
                        entry("peerName", "jesque"),
                        entry("unit", "jobs/s"),
                        entry("ratio", 30.0),
                        entry("target", ">= 30 x"),
                        entry("met", true),
                        entry("rounds", 2),
                        entry("disturbed", false));
    }

    @Test
    void ratioToNobodyIsRefused() {
        assertThatThrownBy(() -> Row.alone("drain", ours(), Target.atLeast(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a peer");
    }

    private static Pick ours() {
        return Pick.row("drain", "ours", "drain", "of", "ours");
    }

    private static Row row(Target target, String... peers) {
        Pick[] picks =
                List.of(peers).stream()
                        .map(peer -> Pick.stat("drain", peer, "value"))
                        .toArray(Pick[]::new);
        return Row.against("drain", ours(), target, picks);
    }

    private static Row alone(Target target) {
        return Row.alone("drain", ours(), target);
    }

    private void ours(double... values) {
        Map<String, String> labels = Map.of("row", "drain", "of", "ours", "threads", "50");
        for (double value : values) {
            samples.add(
                    TRIAL, OURS, new Output(List.of(new Reading(labels, value, "jobs/s")), "", ""));
        }
    }

    private void peer(Contestant peer, double... values) {
        for (double value : values) {
            samples.add(TRIAL, peer, Bouts.peerOutput(value));
        }
    }
}
