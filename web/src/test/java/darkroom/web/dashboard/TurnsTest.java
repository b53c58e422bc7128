package darkroom.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.web.http.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TurnsTest {
    private final Turns turns = new Turns("export", 2, Duration.ZERO, Duration.ofSeconds(30));

    @Test
    void oneTooManyIsToldWhenToTryAgainAndTakesNoTurn() {
        String told =
                turns.take(
                        () ->
                                turns.take(
                                        () -> {
                                            assertThatThrownBy(() -> turns.take(() -> "third"))
                                                    .isInstanceOfSatisfying(
                                                            ProblemException.class,
                                                            TurnsTest::assertBusy);
                                            return "second";
                                        }));

        assertThat(told).isEqualTo("second");
        assertThat(turns.<String>take(() -> turns.take(() -> "again"))).isEqualTo("again");
    }

    @Test
    void turnThatFailsIsOver() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(
                            () ->
                                    turns.take(
                                            () -> {
                                                throw new IllegalStateException("no");
                                            }))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private static void assertBusy(ProblemException refused) {
        assertThat(refused.problem().status()).isEqualTo(503);
        assertThat(refused.problem().headers()).containsEntry("Retry-After", "30");
        assertThat(refused.problem().detail()).contains("cannot export now");
    }
}
