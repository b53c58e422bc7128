package darkroom.jobs.dependency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RefusalStreakTest {
    private final RefusalStreak streak = new RefusalStreak();

    @Test
    void noMoreThanAFewInARowAreBelieved() {
        assertThat(believedOf(1_000)).isEqualTo(RefusalStreak.BELIEVED_MAX);
    }

    @Test
    void oneThatIsAcceptedShowsThatTheOthersWereMeant() {
        believedOf(1_000);

        streak.accepted();

        assertThat(believedOf(1_000)).isEqualTo(RefusalStreak.BELIEVED_MAX);
    }

    @Test
    void acceptedNowAndThenAllAreBelieved() {
        long believed = 0;
        for (int i = 0; i < 100; i++) {
            believed += believedOf(RefusalStreak.BELIEVED_MAX);
            streak.accepted();
        }

        assertThat(believed).isEqualTo(100L * RefusalStreak.BELIEVED_MAX);
    }

    private long believedOf(int refusals) {
        return IntStream.range(0, refusals).filter(i -> streak.believes()).count();
    }
}
