package darkroom.workers;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.GrowingWait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class JoiningTest {
    private final List<Duration> waits = new ArrayList<>();
    private final GrowingWait growing = new GrowingWait(new SplittableRandom(7));

    @Test
    void waitsLongerAfterEachFailureAndBeginsAnewWithTheNextTerm() throws InterruptedException {
        Joining joining = new Joining(() -> false, waits::add, growing);
        for (int term = 0; term < 2; term++) {
            waits.clear();

            assertThat(joining.until(this::joinedAfterSeven)).isEqualTo("joined");

            assertThat(waits).hasSize(7);
            for (int i = 0; i < 7; i++) {
                long ceiling = Math.min(100L << i, 5_000);
                assertThat(waits.get(i).toMillis()).isBetween(ceiling / 2, ceiling);
            }
        }
    }

    @Test
    void givesUpWhenTheProcessStops() throws InterruptedException {
        Joining joining = new Joining(() -> waits.size() == 3, waits::add, growing);

        String joined =
                joining.until(
                        () -> {
                            throw new IllegalStateException("planted");
                        });

        assertThat(joined).isNull();
        assertThat(waits).hasSize(3);
    }

    private String joinedAfterSeven() {
        if (waits.size() < 7) {
            throw new IllegalStateException("planted");
        }
        return "joined";
    }
}
