package darkroom.web.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.web.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LatestTest {
    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void howeverOftenItIsAskedItReadsOnceASecond() {
        long begin = System.nanoTime();
        try (Latest<Integer> latest = new Latest<>("it", reads::incrementAndGet)) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(latest.get()).isPresent();
            }
        }

        assertThat(reads.get())
                .isBetween(1, 2 + (int) Duration.ofNanos(System.nanoTime() - begin).toSeconds());
    }

    @Test
    void whatFailsLeavesTheLastWithItsAgeAndIsTriedAgain() {
        try (Latest<Integer> latest = new Latest<>("it", this::everySecond)) {
            assertThat(latest.get().orElseThrow().working()).isTrue();

            Eventually.becomesTrue(() -> !latest.get().orElseThrow().working());
            assertThat(latest.get().orElseThrow().value()).isOne();

            Eventually.becomesTrue(() -> latest.get().orElseThrow().working());
            assertThat(latest.get().orElseThrow().value()).isEqualTo(3);
        }
    }

    @Test
    void hangingSourcesHoldNobodyUpForLongAndAreReadOnce() {
        CountDownLatch never = new CountDownLatch(1);
        Latest<Integer> hangs =
                new Latest<>(
                        "it",
                        () -> {
                            reads.incrementAndGet();
                            never.await();
                            return 1;
                        });
        try (hangs) {
            for (int i = 0; i < 2; i++) {
                long begin = System.nanoTime();
                assertThat(Latest.all(List.of(hangs, hangs, hangs))).allMatch(one -> one.isEmpty());
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .isLessThan(Duration.ofMillis(1_900));
            }
            assertThat(reads).hasValue(1);
        }
        assertThat(hangs.get()).as("when closed").isEmpty();
    }

    @Test
    void sourceThatThrowsCostsItsOwnFamiliesAlone() {
        Exposition text = new Exposition();
        text.add(one -> one.family("darkroom_a", MetricType.GAUGE, "What a is.").sample(1));
        text.add(
                one -> {
                    one.family("darkroom_b", MetricType.GAUGE, "What b is.").sample(1);
                    throw new IllegalStateException("planted");
                });
        text.add(one -> one.family("darkroom_b", MetricType.GAUGE, "What b is.").sample(2));

        assertThat(text.toString()).contains("darkroom_a 1").contains("darkroom_b 2\n");
        assertThat(text.toString()).doesNotContain("darkroom_b 1");
    }

    private int everySecond() {
        int number = reads.incrementAndGet();
        if (number % 2 == 0) {
            throw new IllegalStateException("planted");
        }
        return number;
    }
}
