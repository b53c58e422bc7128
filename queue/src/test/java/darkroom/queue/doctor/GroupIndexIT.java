package darkroom.queue.doctor;

import static darkroom.queue.fixtures.TestQueue.buriedBy;
import static darkroom.queue.fixtures.TestQueue.group;
import static darkroom.queue.fixtures.TestQueue.reserve;
import static darkroom.queue.fixtures.TestQueue.settle;
import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.redis.Keys;
import darkroom.queue.reserve.Heartbeat;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessState;
import darkroom.queue.reserve.Reserved;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The index from a group of failures to its dead jobs: each fault planted, found and put right. */
@Timeout(60)
final class GroupIndexIT {
    private static final String TYPE = "lost-row";

    private final TestQueue queue = TestQueue.open();
    private final Keys keys = queue.keys();
    private final DeadJobs dead = new DeadJobs(queue.store());
    private final String index = keys.deadOf(group(TYPE));

    @BeforeEach
    void bury() {
        queue.enqueueNotes("note", 3);
        Membership member = queue.join("note");
        new Heartbeat(queue.store(), Duration.ofSeconds(2))
                .beat(member, ProcessState.SERVING, Map.of("queues", "note"));
        for (Reserved held : reserve(member, 3)) {
            settle(member, buriedBy(TYPE, member, held));
        }
    }

    @AfterEach
    void close() {
        queue.close();
    }

    private void isFoundAndRepaired(String name, long count) throws InterruptedException {
        Report found = new Doctor(queue.store()).examine();
        assertThat(found.findings())
                .as("%s", found)
                .singleElement()
                .matches(finding -> finding.name().equals(name) && finding.count() == count)
                .matches(Finding::repairable);

        Report repaired = new Doctor(queue.store()).repair();

        assertThat(repaired.findings()).as("%s", repaired).isEmpty();
        assertThat(repaired.repaired()).singleElement().asString().startsWith(name);
        assertThat(dead.count(group(TYPE))).isEqualTo(3);
    }

    @Test
    void allIsWellWhereTheIndexIsInStep() throws InterruptedException {
        Report report = new Doctor(queue.store()).examine();

        assertThat(report.findings()).as("%s", report).isEmpty();
    }

    @Test
    void deadJobThatItsGroupDoesNotListIsListedAgainAsOldAsItIs() throws InterruptedException {
        String name = dead.list(0, 1).get(0).job().id();
        double since = queue.jedis().zscore(keys.dead(), name);
        queue.jedis().zrem(index, name);

        isFoundAndRepaired("missing-group-index", 1);

        assertThat(queue.jedis().zscore(index, name)).isEqualTo(since);
    }

    @Test
    void wholeIndexThatWasDeletedIsMadeAgain() throws InterruptedException {
        queue.jedis().del(index);

        isFoundAndRepaired("missing-group-index", 3);

        assertThat(dead.list(group(TYPE), Optional.empty(), 9).jobs()).hasSize(3);
    }

    @Test
    void nameThatIsNotDeadIsTakenOffTheIndex() throws InterruptedException {
        queue.jedis().zadd(index, 1, "nobody");

        isFoundAndRepaired("stale-group-index", 1);
    }

    @Test
    void jobOfAnotherGroupIsTakenOffTheIndex() throws InterruptedException {
        String other = keys.deadOf(group("another"));
        queue.jedis().zadd(other, 1, dead.list(0, 1).get(0).job().id());

        isFoundAndRepaired("stale-group-index", 1);

        assertThat(queue.jedis().exists(other)).isFalse();
    }

    @Test
    void indexThatHoldsSomethingElseIsNamed() throws InterruptedException {
        queue.jedis().del(index);
        queue.jedis().set(index, "another program's");

        assertThat(new Doctor(queue.store()).repair().findings())
                .singleElement()
                .matches(finding -> finding.name().equals("wrong-type") && !finding.repairable());
    }
}
