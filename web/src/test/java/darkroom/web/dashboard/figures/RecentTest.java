package darkroom.web.dashboard.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class RecentTest {
    @Test
    void isReadOnceForAllWhoLookWithinASecond() {
        AtomicInteger reads = new AtomicInteger();
        Recent<Integer> recent = new Recent<>(reads::incrementAndGet);

        assertThat(recent.look().value()).isEqualTo(1);
        assertThat(recent.look().value()).isEqualTo(1);
        assertThat(reads).hasValue(1);
    }

    @Test
    void whoLooksFirstWaitsForWhatIsBeingRead() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger reads = new AtomicInteger();
        Recent<Integer> recent =
                new Recent<>(
                        () -> {
                            begun.countDown();
                            waitFor(goOn);
                            return reads.incrementAndGet();
                        });
        CompletableFuture<Integer> one = CompletableFuture.supplyAsync(() -> recent.look().value());
        begun.await();
        CompletableFuture<Integer> two = CompletableFuture.supplyAsync(() -> recent.look().value());
        goOn.countDown();

        assertThat(one.join()).isEqualTo(1);
        assertThat(two.join()).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadIsTheLookersAffair() {
        Recent<Integer> recent =
                new Recent<>(
                        () -> {
                            throw new IllegalStateException("no");
                        });

        assertThatThrownBy(recent::look).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(recent::look).isInstanceOf(IllegalStateException.class);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
