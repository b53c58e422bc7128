package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.fixtures.TestRedis;
import darkroom.jobs.push.PushJob;
import darkroom.queue.LatencyBuckets;
import darkroom.queue.objectives.Objectives;
import darkroom.queue.objectives.WaitMinutes;
import darkroom.queue.operator.AuditEntry;
import darkroom.queue.operator.AuditLog;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.StatFields;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The verb that says within which time jobs are to begin, and where that is seen. */
final class ObjectiveVerbsIT {
    private final RedisAddress address =
            RedisAddress.of(TestRedis.shared().uri().toString())
                    .withNamespace(TestRedis.freshNamespace());
    private final RedisStore store = RedisStore.open(address);

    @AfterEach
    void close() {
        store.close();
    }

    private Ran darkroom(String... verb) {
        return Ran.at(address, verb);
    }

    @Test
    void objectiveIsSetShownAndTakenBackAndItIsNotedByWhom() {
        assertThat(darkroom("queue", "objective", "push").out()).contains("queue push: none");
        new Objectives(store).declare(List.of(PushJob.KIND));

        assertThat(darkroom("queue", "objective", "push").out()).contains("push: 30s (kind)");
        assertThat(darkroom("queue", "objective", "push", "2m", "--by", "ada").out())
                .contains("queue push: 2m (set)");
        assertThat(darkroom("queue", "objective", "push", "--json").out())
                .contains("{\"queue\":\"push\",\"objectiveMillis\":120000,\"source\":\"set\"}");
        assertThat(darkroom("queue", "objective", "push", "--clear").out())
                .contains("push: 30s (kind)");

        List<AuditEntry> noted = new AuditLog(store).page("", 10);
        assertThat(noted)
                .extracting(entry -> entry.phase() + " " + entry.state())
                .containsExactly(
                        "DONE 30s (kind)", "BEGUN 2m (set)", "DONE 2m (set)", "BEGUN 30s (kind)");
        assertThat(noted.get(3).act())
                .isEqualTo(new AuditEntry.Act("ada", "(command)", "queue objective", "push"));
        assertThat(noted.get(0).act().who()).contains("@");
    }

    @Test
    void whatIsNoObjectiveIsAFaultOfTheCommandLine() {
        for (String wrong : List.of("soon", "2d", "1ms", "-3s")) {
            assertThat(darkroom("queue", "objective", "push", wrong).code()).isEqualTo(2);
        }
        assertThat(darkroom("queue", "objective", "no queue", "3s").code()).isEqualTo(2);
        Ran both = darkroom("queue", "objective", "push", "3s", "--clear");
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("expected --clear or a time");
        assertThat(new Objectives(store).all()).isEmpty();
        assertThat(new AuditLog(store).page("", 10)).isEmpty();
    }

    @Test
    void queuesAreListedWithTheirWaitAndObjective() {
        darkroom("job", "enqueue", "push", "{\"photoId\":1,\"readerId\":1}");
        darkroom("job", "enqueue", "thumbnail", "[1]");
        String before = StatFields.waitedWithin("push", LatencyBuckets.of(100));
        store.setField(store.keys().stats(), before, "1000");
        darkroom("queue", "objective", "push", "30s");
        assertThat(darkroom("queue", "ls").out()).containsPattern("push +1 +open +- +30s ");
        assertThat(new WaitMinutes(store).keep()).isTrue();
        assertThat(darkroom("queue", "ls", "--json").out()).doesNotContain("waitP95Millis");
        String lately = StatFields.waitedWithin("push", LatencyBuckets.of(20_000));
        store.setField(store.keys().stats(), lately, "9");

        assertThat(darkroom("queue", "ls").out())
                .containsPattern("push +1 +open +20177ms +30s ")
                .containsPattern("thumbnail +1 +open +- +- ");
        assertThat(darkroom("queue", "ls", "--json").out())
                .contains("\"waitP95Millis\":20177,\"objectiveMillis\":30000");
    }
}
