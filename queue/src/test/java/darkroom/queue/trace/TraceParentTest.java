package darkroom.queue.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceParentTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final TraceParent SAMPLED = new TraceParent(TRACE, PARENT, true);

    @Test
    void whatIsWrittenIsReadAgain() {
        String header = "00-" + TRACE + "-" + PARENT + "-01";

        assertThat(TraceParent.parse(header)).contains(SAMPLED);
        assertThat(SAMPLED).hasToString(header);
        assertThat(TraceParent.parse(header.replaceFirst("01$", "00")).orElseThrow().sampled())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-" + TRACE + "-" + PARENT,
                "00-" + TRACE + "-" + PARENT + "-1",
                "00-" + TRACE + "-" + PARENT + "-01-more",
                "ff-" + TRACE + "-" + PARENT + "-01",
                "0-" + TRACE + "-" + PARENT + "-01",
                "00-00000000000000000000000000000000-" + PARENT + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + PARENT + "-01",
                "00-" + TRACE + "-" + PARENT + "-0g",
                "00-" + TRACE + "-" + PARENT + "-01\r\nX-Evil: 1",
                " 00-" + TRACE + "-" + PARENT + "-01",
                "00_" + TRACE + "_" + PARENT + "_01",
            })
    void whatIsMalformedIsNoTrace(String header) {
        assertThat(TraceParent.parse(header)).isEmpty();
    }

    @Test
    void laterVersionMayHaveMoreAndNoneIsEndless() {
        String later = "01-" + TRACE + "-" + PARENT + "-01-what-the-future-brings";

        assertThat(TraceParent.parse(later)).contains(SAMPLED);
        assertThat(TraceParent.parse(later + "x".repeat(1_000))).isEmpty();
    }

    @Test
    void stepsAreOfTheSameTraceAndDiffer() {
        SplittableRandom random = new SplittableRandom(7);
        TraceParent fresh = TraceParent.fresh(random);

        assertThat(TraceParent.parse(fresh.toString())).contains(fresh);
        assertThat(TraceParent.fresh(random).traceId()).isNotEqualTo(fresh.traceId());
        assertThat(fresh.next(random).traceId()).isEqualTo(fresh.traceId());
        assertThat(fresh.next(random).parentId()).isNotEqualTo(fresh.parentId());
        assertThat(fresh.next("job 1")).isEqualTo(fresh.next("job 1"));
        assertThat(fresh.next("job 1")).isNotEqualTo(fresh.next("job 2"));
        assertThat(fresh.next("job 1").traceId()).isEqualTo(fresh.traceId());
    }

    @Test
    void idsOfZeroAreNeverMadeAndRefused() {
        assertThat(TraceParent.fresh(() -> 0).traceId()).doesNotMatch("0{32}");
        assertThatThrownBy(() -> new TraceParent("0".repeat(32), PARENT, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void threadThatIsNotTracedHasNone() {
        assertThat(TracedThread.currentTrace()).isEqualTo(Optional.empty());
    }
}
