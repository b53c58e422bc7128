package darkroom.web.dashboard.figures;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.threads.ThreadBoards;
import darkroom.queue.threads.ThreadBoards.Reading;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How often the fleet is asked what its threads do. */
final class LatestThreadsTest {
    private static final Reading NOTHING = new Reading(List.of(), List.of(), 0);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean away;

    private final LatestThreads threads =
            new LatestThreads(
                    () -> {
                        asked.incrementAndGet();
                        if (away) {
                            throw new StoreUnavailableException(
                                    "cannot reach Redis", new IOException());
                        }
                        return NOTHING;
                    },
                    nanos::get);

    @Test
    void fleetIsAskedOnceASecondHoweverManyLook() {
        assertThat(asked).hasValue(0);
        for (int i = 0; i < 50; i++) {
            threads.look();
        }
        assertThat(asked).hasValue(1);

        pass(Duration.ofMillis(999));
        threads.look();
        assertThat(asked).hasValue(1);

        pass(Duration.ofMillis(1));
        threads.look();
        assertThat(asked).hasValue(2);
    }

    @Test
    void whatWasReadLastStaysWithItsAgeWhileRedisIsAway() {
        assertThat(threads.look().value()).contains(NOTHING);
        away = true;
        pass(Duration.ofSeconds(5));

        LastKnown.Shown<Reading> shown = threads.look();

        assertThat(shown.value()).contains(NOTHING);
        assertThat(shown.age()).isEqualTo(Duration.ofSeconds(5));
        assertThat(shown.fault()).isEqualTo("cannot reach Redis");
        away = false;
        pass(Duration.ofSeconds(1));
        assertThat(threads.look())
                .isEqualTo(new LastKnown.Shown<>(Optional.of(NOTHING), Duration.ZERO, ""));
    }

    @Test
    void whereNothingWasReadYetThereIsNothingToShow() {
        away = true;

        assertThat(threads.look().value()).isEmpty();
        threads.look();
        assertThat(asked).as("within a second").hasValue(1);
    }

    @Test
    void itIsAskingUntilThreeSamplesCanBeThereAndAgainAfterNobodyLooked() {
        threads.look();
        assertThat(threads.isAsking()).isTrue();
        pass(Duration.ofSeconds(4));
        threads.look();
        assertThat(threads.isAsking()).isFalse();

        pass(ThreadBoards.WANTED.plusMillis(1));
        threads.look();

        assertThat(threads.isAsking()).isTrue();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
