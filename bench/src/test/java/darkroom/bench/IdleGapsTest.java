package darkroom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class IdleGapsTest {
    @Test
    void longestGapBetweenJobsOfAThreadCounts() {
        IdleGaps gaps = new IdleGaps(1, 100);
        job(gaps, 110, 200);
        job(gaps, 250, 300);
        job(gaps, 310, 400);

        assertThat(gaps.longest()).isEqualTo(50);
    }

    @Test
    void whatComesAfterTheLastBeginIsNoGap() throws InterruptedException {
        IdleGaps gaps = new IdleGaps(2, 100);
        job(gaps, 105, 1_000);
        Thread other = new Thread(() -> job(gaps, 103, 190));
        other.start();
        other.join();
        job(gaps, 1_002, 5_000);

        // The other thread was idle from 190 on while a job waited until 1,002.
        assertThat(gaps.longest()).isEqualTo(812);
    }

    @Test
    void threadThatNeverBeganWasIdleAllTheTime() {
        IdleGaps gaps = new IdleGaps(2, 100);
        job(gaps, 110, 200);
        job(gaps, 201, 300);

        assertThat(gaps.longest()).isEqualTo(101);
    }

    private static void job(IdleGaps gaps, long begin, long end) {
        gaps.begin(begin);
        gaps.end(end);
    }
}
