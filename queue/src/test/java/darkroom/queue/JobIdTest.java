package darkroom.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class JobIdTest {
    @Test
    void sortsByTheTimeItWasMade() {
        SplittableRandom random = new SplittableRandom(1);
        List<String> ids = new ArrayList<>();
        for (long millis = 1; millis > 0 && millis < 1L << 49; millis = millis * 3 + 1) {
            ids.add(JobId.next(InstantSource.fixed(Instant.ofEpochMilli(millis)), random));
        }

        assertThat(ids).isSorted();
    }

    @Test
    void differsWithinAMillisecond() {
        InstantSource still = InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z"));
        SplittableRandom random = new SplittableRandom(2);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            ids.add(JobId.next(still, random));
        }

        assertThat(ids).hasSize(100_000).allMatch(JobId::isValid).allMatch(id -> id.length() == 26);
    }

    @Test
    void takesOnlyItsPattern() {
        assertThat(List.of("a", "thumbnail-12", "host.example:4711_3", "A".repeat(64)))
                .allMatch(JobId::isValid);
        assertThat(List.of("", "a b", "a\n", "a/b", "é", "A".repeat(65))).noneMatch(JobId::isValid);
    }

    @Test
    void idsOfOneSequenceCountOnAndAreDrawnAnewAtTheEnd() {
        // Just below the end of what is counted, after which it is drawn anew.
        long[] draws = {7, (1L << 40) - 2, 8, 0};
        AtomicInteger drawn = new AtomicInteger();
        JobId.Sequence ids = new JobId.Sequence(1, () -> draws[drawn.getAndIncrement()]);

        List<String> made = Stream.generate(ids::next).limit(4).toList();

        assertThat(made)
                .containsExactly(
                        "000000000100000007ZZZZZZZY",
                        "000000000100000007ZZZZZZZZ",
                        "00000000010000000800000000",
                        "00000000010000000800000001");
        assertThat(drawn).hasValue(4);
        assertThat(made).allMatch(JobId::isValid);
    }
}
