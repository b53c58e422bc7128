package darkroom.web.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ReadinessTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void aFreshAnswerIsKeptHoweverOftenItIsAskedFor() {
        AtomicInteger runs = new AtomicInteger();
        try (Readiness readiness = of(runs::incrementAndGet, LONG, LONG)) {
            for (int i = 0; i < 100; i++) {
                assertThat(readiness.findings()).allMatch(Finding::ready);
            }
        }

        assertThat(runs).hasValue(1);
    }

    @Test
    void aStaleAnswerIsAskedForAgain() {
        AtomicInteger runs = new AtomicInteger();
        try (Readiness readiness = of(runs::incrementAndGet, LONG, Duration.ZERO)) {
            readiness.findings();
            readiness.findings();
        }

        assertThat(runs).hasValue(2);
    }

    @Test
    void aCheckThatHangsIsNotReadyRunsOnceAndHoldsNobodyUpTwice() {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        ReadinessCheck.Probe hanging =
                () -> {
                    runs.incrementAndGet();
                    never.await();
                };
        try (Readiness readiness = of(hanging, SHORT, Duration.ZERO)) {
            assertThat(fault(readiness)).isEqualTo("no answer within 50 ms");
            long start = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                assertThat(fault(readiness)).isEqualTo("no answer within 50 ms");
            }

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(SHORT.multipliedBy(100));
            assertThat(runs).hasValue(1);
        }
    }

    @Test
    void aCheckThatThrowsEvenAnErrorIsNotReadyAndRunsAgain() {
        AtomicInteger runs = new AtomicInteger();
        ReadinessCheck.Probe probe =
                () -> {
                    if (runs.incrementAndGet() == 1) {
                        throw new StackOverflowError("deep");
                    }
                    if (runs.get() == 2) {
                        throw new IllegalStateException("full");
                    }
                };
        try (Readiness readiness = of(probe, LONG, Duration.ZERO)) {
            assertThat(fault(readiness)).contains("deep");
            assertThat(fault(readiness)).isEqualTo("full");
            assertThat(fault(readiness)).isEmpty();
        }
    }

    @Test
    void whatDrainsIsNotReadyAndAsksNobody() {
        AtomicInteger runs = new AtomicInteger();
        try (Readiness readiness = of(runs::incrementAndGet, LONG, Duration.ZERO)) {
            assertThat(fault(readiness)).isEmpty();

            readiness.drain();

            assertThat(fault(readiness)).contains("stopping");
            assertThat(runs).hasValue(1);
        }
    }

    @Test
    void namesTellChecksApart() {
        ReadinessCheck check = new ReadinessCheck("redis", "here", () -> {});

        assertThatThrownBy(() -> new Readiness(List.of(check, check)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReadinessCheck("Redis!", "here", () -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Readiness of(ReadinessCheck.Probe probe, Duration timeout, Duration freshness) {
        return new Readiness(List.of(new ReadinessCheck("it", "here", probe)), timeout, freshness);
    }

    private static String fault(Readiness readiness) {
        return readiness.findings().get(0).fault();
    }
}
