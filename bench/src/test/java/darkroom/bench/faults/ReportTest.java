package darkroom.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.bench.faults.Fault.Trait;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final Fault REAL =
            Fault.of("real", "something is killed", Setting.plain(), scene -> {});
    private static final Fault CONTROL =
            Fault.of("control", "it must lose", Setting.plain(), scene -> {}).with(Trait.LOSES);

    private static Verdict verdict(int lost, double recoveryMillis, String... breaches) {
        return new Verdict(1_000, lost, 0, 3, 4, 0, 20, recoveryMillis, true, List.of(breaches));
    }

    private static Report report(Total... totals) {
        return new Report(List.of(totals), List.of("today"));
    }

    @Test
    void roundsAreAddedUpAndTheBoundIsGiven() {
        Total total = new Total(REAL);
        for (int round = 1; round <= 100; round++) {
            total.add(verdict(0, round), round);
        }

        Report report = report(total);

        assertThat(report.isAsItShould()).isTrue();
        assertThat(total.fields())
                .containsEntry("acknowledged", 100_000L)
                .containsEntry("duplicateRuns", 400L)
                .containsEntry("inHand", 2_000L)
                .containsEntry("recoveryP50Millis", 50L)
                .containsEntry("recoveryP99Millis", 99L)
                .containsEntry("recoveryMaxMillis", 100L);
        assertThat(report.section())
                .contains("100 faults, 100,000 acknowledged jobs")
                .contains("fewer than 0.030 of faults")
                .contains("3.0e-05 of jobs")
                .contains("real: something is killed");
    }

    @Test
    void oneLostJobIsNotAsItShouldAndTakesTheBoundAway() {
        Total total = new Total(REAL);
        total.add(verdict(0, -1), 1);
        total.add(verdict(1, -1, "1 acknowledged and lost"), 2);

        Report report = report(total);

        assertThat(report.isAsItShould()).isFalse();
        assertThat(report.section())
                .contains("NOT AS IT SHOULD")
                .contains("real, round 2: 1 acknowledged and lost")
                .doesNotContain("95 %");
        assertThat(total.fields()).containsEntry("recoveryP99Millis", null);
    }

    @Test
    void controlThatLosesNothingIsNotAsItShould() {
        Total seen = new Total(CONTROL);
        seen.add(verdict(5, -1, "5 acknowledged and lost"), 1);
        Total blind = new Total(CONTROL);
        blind.add(verdict(0, -1), 1);

        assertThat(report(seen).isAsItShould()).isTrue();
        assertThat(report(seen).section()).contains("1 of 1 controls lost jobs");
        assertThat(report(seen, blind).isAsItShould()).isFalse();
        assertThat(report(seen, blind).section()).contains("1 of 2 controls lost jobs");
    }

    @Test
    void roundThatCouldNotBePlayedIsNotAsItShould() {
        Total total = new Total(REAL);
        total.breach(1, "cannot go on");

        assertThat(report(total).isAsItShould()).isFalse();
    }

    @Test
    void whatIsMissingIsNamedAndNotCounted() {
        Total total = new Total(CONTROL);
        total.absent("expected gcc, found none");

        assertThat(report(total).isAsItShould()).isTrue();
        assertThat(report(total).section())
                .contains("Not run")
                .contains("control: expected gcc, found none")
                .contains("0 of 0 controls");
    }
}
