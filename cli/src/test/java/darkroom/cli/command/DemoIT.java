package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The story, as small as it can be and still have a process with its hands full to kill. */
@Timeout(180)
final class DemoIT {
    private static final String[] SMALL = {
        "demo", "--people", "100", "--posts", "12", "--threads", "12"
    };
    private static final Duration STORY_MAX = Duration.ofMinutes(2);
    private static final Duration GONE_MAX = Duration.ofSeconds(20);

    /** What is counted, and four numbers: expected, found, missing, twice. */
    private static final Pattern COUNTED =
            Pattern.compile("(?m)^([a-zA-Z ]+?) +(\\d+) +(\\d+) +(\\d+) +(\\d+)$");

    @TempDir private Path folder;

    @Test
    void storyIsToldAndNothingIsMissingOrTwice() throws Exception {
        try (ChildDarkroom demo = ChildDarkroom.start(folder, Map.of(), SMALL)) {
            int code = demo.awaitExit(STORY_MAX);

            assertThat(code).as("exit code; %s%s", demo.out(), demo.err()).isZero();
            List<MatchResult> counted = COUNTED.matcher(demo.out()).results().toList();
            assertThat(counted)
                    .as(demo.out())
                    .extracting(row -> row.group(1))
                    .containsExactly(
                            "thumbnails on disk",
                            "feed entries written",
                            "pushes on phones",
                            "tweets on X",
                            "likes");
            assertThat(counted)
                    .allSatisfy(
                            row -> {
                                assertThat(row.group(2)).as("expected").isNotEqualTo("0");
                                assertThat(row.group(3)).as("found").isEqualTo(row.group(2));
                                assertThat(row.group(4)).as("missing").isEqualTo("0");
                                assertThat(row.group(5)).as("twice").isEqualTo("0");
                            });
            assertThat(demo.out()).contains("worker-1 was killed with ");
            assertThat(demo.leftFolders()).isEmpty();
        }
    }

    @Test
    void demoThatIsInterruptedHalfWayLeavesNothing() throws Exception {
        try (ChildDarkroom demo = ChildDarkroom.start(folder, Map.of(), SMALL)) {
            demo.awaitRunning(STORY_MAX, () -> demo.err().contains("posts  "));

            demo.signal("INT");

            assertThat(demo.awaitExit(GONE_MAX)).as("it did not tell all").isNotZero();
            // Redis, two PostgreSQL servers, two worker processes, and who guards them.
            assertThat(demo.started()).hasSizeGreaterThan(5);
            await().atMost(GONE_MAX)
                    .untilAsserted(
                            () -> {
                                assertThat(demo.started()).noneMatch(ProcessHandle::isAlive);
                                assertThat(demo.leftFolders()).isEmpty();
                            });
        }
    }
}
