package darkroom.queue.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.InvalidJobException;
import darkroom.queue.JobKind;
import darkroom.queue.Limits;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.objectives.Objectives.Objective;
import darkroom.queue.objectives.Objectives.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectivesIT {
    private static final JobKind<String> PUSH =
            JobKind.of("push", String.class).withObjective(Duration.ofSeconds(30));

    private final TestQueue queue = TestQueue.open();
    private final Objectives objectives = new Objectives(queue.store());

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void whatAPersonSaysComesBeforeWhatABuildSays() {
        objectives.declare(List.of(PUSH, JobKind.of("note", String.class)));
        assertThat(objectives.all())
                .containsOnlyKeys("push")
                .containsValue(new Objective(Duration.ofSeconds(30), Source.KIND));

        objectives.set("push", Duration.ofMinutes(2));
        objectives.declare(List.of(PUSH));
        assertThat(objectives.of("push"))
                .contains(new Objective(Duration.ofMinutes(2), Source.SET));

        assertThat(objectives.clear("push")).isTrue();
        assertThat(objectives.clear("push")).isFalse();
        assertThat(objectives.of("push").map(Objective::source)).contains(Source.KIND);
        objectives.set("not-there-yet", Duration.ofMillis(100));
        assertThat(objectives.all()).containsOnlyKeys("not-there-yet", "push");
    }

    @Test
    void ofSeveralKindsInOneQueueTheShortestHolds() {
        objectives.declare(
                List.of(
                        JobKind.of("slow", String.class)
                                .onQueue("push")
                                .withObjective(Duration.ofHours(1)),
                        PUSH,
                        JobKind.of("slower", String.class)
                                .onQueue("push")
                                .withObjective(Duration.ofHours(2))));

        assertThat(objectives.of("push").map(Objective::within)).contains(Duration.ofSeconds(30));
    }

    @Test
    void anotherBuildSaysSomethingElse() {
        objectives.declare(List.of(PUSH));
        objectives.declare(List.of(PUSH.withObjective(Duration.ofSeconds(20))));

        assertThat(objectives.of("push").map(Objective::within)).contains(Duration.ofSeconds(20));
    }

    @Test
    void thereAreOnlySoMany() {
        List<JobKind<?>> many = new ArrayList<>();
        for (int i = 0; i < Limits.OBJECTIVES_MAX; i++) {
            queue.jedis().hset(queue.keys().objectives(), "set|q" + i, "1000");
            many.add(JobKind.of("k" + i, String.class).withObjective(Duration.ofSeconds(1)));
        }
        objectives.declare(many);
        objectives.declare(List.of(PUSH));

        assertThat(objectives.all()).hasSize(2 * Limits.OBJECTIVES_MAX).doesNotContainKey("push");
        assertThatThrownBy(() -> objectives.set("push", Duration.ofSeconds(1)))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("expected at most 500 (Limits.OBJECTIVES_MAX)");
        objectives.set("q7", Duration.ofSeconds(9));
        assertThat(objectives.of("q7").map(Objective::within)).contains(Duration.ofSeconds(9));
        objectives.clear("q8");
        objectives.set("push", Duration.ofSeconds(1));
        assertThat(objectives.all()).containsKey("push");
    }

    @Test
    void whatCannotBeSetWritesNothing() {
        for (Duration wrong :
                List.of(Duration.ZERO, Duration.ofMillis(99), Duration.ofDays(1).plusMillis(1))) {
            assertThatThrownBy(() -> objectives.set("push", wrong))
                    .hasMessageContaining("expected PT0.1S..PT24H (Limits.OBJECTIVE_MAX)");
            assertThatThrownBy(() -> PUSH.withObjective(wrong))
                    .isInstanceOf(InvalidJobException.class);
        }
        assertThatThrownBy(() -> objectives.set("no queue", Duration.ofSeconds(1)))
                .isInstanceOf(InvalidJobException.class);
        assertThatThrownBy(() -> objectives.clear("no queue"))
                .isInstanceOf(InvalidJobException.class);

        assertThat(queue.jedis().exists(queue.keys().objectives())).isFalse();
    }

    @Test
    void whatCannotBeReadIsNone() {
        queue.jedis().hset(queue.keys().objectives(), "set|a", "soon");
        queue.jedis().hset(queue.keys().objectives(), "set|b", "99999999999999999999");
        queue.jedis().hset(queue.keys().objectives(), "else", "1");

        assertThat(objectives.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S, 500ms",
        "30s, PT30S, 30s",
        "90s, PT1M30S, 90s",
        "10m, PT10M, 10m",
        "1h, PT1H, 60m",
        "1d, PT24H, 1440m"
    })
    void timesAreInWords(String words, Duration time, String again) {
        assertThat(Objectives.within(words)).isEqualTo(time);
        assertThat(new Objective(time, Source.SET).words()).isEqualTo(again);
        assertThat(Objectives.within(again)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "30", "s", "-1s", "1.5s", "1 s", "1w", "2d", "99ms", "999999999999s"})
    void otherWordsAreRefused(String words) {
        assertThatThrownBy(() -> Objectives.within(words)).isInstanceOf(InvalidJobException.class);
    }
}
