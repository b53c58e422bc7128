package darkroom.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.bench.Figure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final Row ROW =
            Row.against(
                    "drain",
                    Pick.row("drain", "ours", "drain"),
                    Target.atLeast(30),
                    Pick.stat("drain", "jesque", "value"));

    @Test
    void tableHasOneLineARow() {
        Report report = report(figure("ours", 310_000, 330_000), figure("jesque", 10_000, 10_000));

        assertThat(report.table().lines())
                .containsExactly(
                        "| figure | ours           | ±   | against | theirs        | ±   | ratio |"
                                + " target  | met |",
                        "| ------ | -------------- | --- | ------- | ------------- | --- | ----- |"
                                + " ------- | --- |",
                        "| drain  | 320,000 jobs/s | 6 % | jesque  | 10,000 jobs/s | 0 % | 32    |"
                                + " >= 30 x | yes |");
        assertThat(report.section()).doesNotContain("disturbed");
    }

    @Test
    void disturbedFigureSaysSoBesideItsSpread() {
        Report report = report(figure("ours", 200_000, 300_000), figure("jesque", 10_000, 10_000));

        assertThat(report.table()).contains("40 % disturbed");
        assertThat(report.section()).contains("\"disturbed\": rounds of this figure");
    }

    @Test
    void missingPeerStandsInTheTableAndBelowIt() {
        Score score =
                new Score(
                        ROW,
                        Optional.of(figure("ours", 10)),
                        Optional.empty(),
                        List.of("jesque: build it"));

        Report report = new Report(List.of(score), score.absences(), List.of(), Map.of());

        assertThat(report.table()).contains("| jesque  | not measured |");
        assertThat(report.section()).contains("every round:\n\n- jesque: build it\n");
    }

    @Test
    void missedTargetSaysWhereTheLimitLiesAndOneThatIsMetDoesNot() {
        Row limited = ROW.limitedBy("two wakes");
        Score missed = score(limited, figure("ours", 10), figure("jesque", 10));
        Score met = score(limited, figure("ours", 300), figure("jesque", 10));

        assertThat(new Report(List.of(missed), List.of(), List.of(), Map.of()).section())
                .contains("where the limit lies:\n\n- drain: two wakes\n");
        assertThat(missed.fields()).containsEntry("limit", "two wakes");
        assertThat(new Report(List.of(met), List.of(), List.of(), Map.of()).section())
                .doesNotContain("two wakes");
        assertThat(met.fields()).containsEntry("limit", "");
    }

    @Test
    void circumstancesAndSettingsAreListed() {
        Report report =
                new Report(
                        List.of(), List.of(), List.of("2 cores"), Map.of("jesque, drain", "2.2.0"));

        assertThat(report.section())
                .contains("Measured on:\n\n- 2 cores\n")
                .contains("Peers:\n\n- jesque, drain: 2.2.0\n");
    }

    @Test
    void numbersAreShortAndAlikeEverywhere() {
        assertThat(Numbers.of(1_234_567.8)).isEqualTo("1,234,568");
        assertThat(Numbers.of(999.9)).isEqualTo("1000");
        assertThat(Numbers.of(0.012345)).isEqualTo("0.0123");
        assertThat(Numbers.of(30)).isEqualTo("30");
        assertThat(Numbers.of(0)).isEqualTo("0");
    }

    private static Report report(Figure ours, Figure peer) {
        return new Report(List.of(score(ROW, ours, peer)), List.of(), List.of(), Map.of());
    }

    private static Score score(Row row, Figure ours, Figure peer) {
        return new Score(row, Optional.of(ours), Optional.of(peer), List.of());
    }

    private static Figure figure(String name, double... samples) {
        return new Figure(
                name, Map.of(), "jobs/s", java.util.Arrays.stream(samples).boxed().toList());
    }
}
