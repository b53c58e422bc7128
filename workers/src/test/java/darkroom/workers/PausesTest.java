package darkroom.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PausesTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final AtomicLong paused = new AtomicLong(1_000);
    private final Pauses pauses = new Pauses(nanos::get, paused::get);

    @Test
    void pausesOfTheLastMinuteAreAddedUpAndTheLongestIsTold() {
        assertThat(later(500, 30)).isEqualTo(new Pauses.Seen(30, 30));
        assertThat(later(500, 0)).isEqualTo(new Pauses.Seen(30, 30));
        assertThat(later(500, 100)).isEqualTo(new Pauses.Seen(130, 100));
        assertThat(later(500, 20)).isEqualTo(new Pauses.Seen(150, 100));
    }

    @Test
    void whatIsLongerAgoThanAMinuteIsForgotten() {
        later(500, 100);
        assertThat(later(59_000, 7)).isEqualTo(new Pauses.Seen(107, 100));
        assertThat(later(1_000, 0)).isEqualTo(new Pauses.Seen(7, 7));
        assertThat(later(90_000, 40)).as("as long ago as the look before").isEqualTo(NOTHING);
    }

    @Test
    void noMoreLooksAreKeptThanThereIsRoomFor() {
        for (int i = 0; i < 700; i++) {
            later(1, 1);
        }

        assertThat(later(1, 1)).isEqualTo(new Pauses.Seen(599, 1));
    }

    @Test
    void thisJvmHasStoodStillForSomeTimeOrNone() {
        Pauses.Seen seen = new Pauses().look();

        assertThat(seen.inAllMillis()).isNotNegative();
        assertThat(seen.mostMillis()).isBetween(0L, seen.inAllMillis());
    }

    private static final Pauses.Seen NOTHING = new Pauses.Seen(0, 0);

    private Pauses.Seen later(long millis, long stoodStill) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
        paused.addAndGet(stoodStill);
        return pauses.look();
    }
}
