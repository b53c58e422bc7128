package darkroom.web.dashboard.figures;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.StoreUnavailableException;
import darkroom.web.dashboard.figures.LastKnown.Shown;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class BoardTest {
    @Test
    void whatCannotBeReadAgainStaysAndSaysWhy() {
        LastKnown<String> known = new LastKnown<>();
        assertThat(known.get("a", () -> "one").value()).hasValue("one");

        Shown<String> again = known.get("a", BoardTest::away);
        Shown<String> never = known.get("b", BoardTest::away);

        assertThat(again.value()).hasValue("one");
        assertThat(again.fault()).contains("away");
        assertThat(again.age()).isPositive();
        assertThat(never.value()).isEmpty();
        assertThat(never.fault()).contains("away");
        assertThat(known.get("a", () -> "two").fault()).isEmpty();
    }

    @Test
    void onlySomeAreKept() {
        LastKnown<String> known = new LastKnown<>();
        for (int i = 0; i <= LastKnown.KEYS_MAX; i++) {
            String value = "value" + i;
            known.get("key" + i, () -> value);
        }

        assertThat(known.get("key0", BoardTest::away).value()).isEmpty();
        assertThat(known.get("key1", BoardTest::away).value()).hasValue("value1");
    }

    @Test
    void manyLooksAreOneRead() {
        AtomicInteger reads = new AtomicInteger();
        try (Board board =
                new Board(
                        () -> {
                            reads.incrementAndGet();
                            throw new StoreUnavailableException("away", new RuntimeException());
                        })) {
            long start = System.nanoTime();
            for (int i = 0; i < 1_000; i++) {
                assertThat(board.look().fault()).isEqualTo("away");
                assertThat(board.look().figures()).isEmpty();
            }
            long seconds = (System.nanoTime() - start) / 1_000_000_000 + 1;

            assertThat((long) reads.get()).isBetween(1L, 2 * seconds + 2);
            assertThat(board.recent()).isEmpty();
        }
    }

    private static String away() {
        throw new StoreUnavailableException("Redis is away", new RuntimeException());
    }
}
