package darkroom.web.dashboard.figures;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.StoreUnavailableException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class BoardTest {
    @Test
    void manyLooksAreOneRead() {
        AtomicInteger reads = new AtomicInteger();
        try (Board board =
                new Board(
                        () -> {
                            reads.incrementAndGet();
                            throw new StoreUnavailableException("away", new RuntimeException());
                        },
                        () -> {})) {
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
}
