package darkroom.queue.failures;

import static darkroom.queue.fixtures.TestQueue.group;
import static darkroom.queue.fixtures.TestQueue.reserve;
import static darkroom.queue.fixtures.TestQueue.retryingBy;
import static darkroom.queue.fixtures.TestQueue.settle;
import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.failures.FailureGroup.State;
import darkroom.queue.failures.FailureGroup.Trace;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.handler.Failure;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.redis.Keys;
import darkroom.queue.reserve.Batch;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class FailureGroupsIT {
    private final TestQueue queue = TestQueue.open();
    private final Keys keys = queue.keys();
    private final TestGroups notes = new TestGroups(queue);
    private final FailureGroups groups = new FailureGroups(queue.store());
    private final DeadJobs dead = new DeadJobs(queue.store());

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void attemptsThatFailAreCountedInTheCallThatSettlesThem() {
        Instant before = Instant.ofEpochMilli(queue.store().timeMillis());
        notes.fail("lost-row", 3);
        notes.bury("lost-row", 2);

        FailureGroup group = notes.found("lost-row");

        assertThat(group.fingerprint().kind()).isEqualTo("note");
        assertThat(group.fingerprint().type()).isEqualTo("lost-row");
        assertThat(group.fingerprint().message()).isEqualTo("no such row");
        assertThat(group.seen().total()).isEqualTo(5);
        assertThat(group.seen().dead()).isEqualTo(2);
        assertThat(group.seen().first()).isAfterOrEqualTo(before);
        assertThat(group.seen().last()).isAfterOrEqualTo(group.seen().first());
        assertThat(group.minutes().values().stream().mapToLong(count -> count).sum()).isEqualTo(5);
        assertThat(group.seen().perMinute()).isBetween(0.49, 0.51);
        assertThat(group.where().builds()).extracting(Trace::name).containsExactly("build-7");
        assertThat(group.where().processes()).extracting(Trace::name).containsExactly("test");
        assertThat(group.latest().message()).isEqualTo("no such row");
        assertThat(group.samples()).hasSize(2).first().matches(one -> one.process().equals("test"));
        assertThat(group.triage().state()).isEqualTo(State.OPEN);
        assertThat(dead.list(group.id(), Optional.empty(), 9).jobs())
                .hasSize(2)
                .allMatch(view -> view.job().group().equals(group.id()));
    }

    @Test
    void briefListIsWithoutWhatOnlyThePageOfOneGroupShows() {
        notes.bury("t", 3);
        new FailureTriage(queue.store()).note(group("t"), "row 7", "ada");
        FailureGroup whole = groups.list(Listing.RATE, Optional.empty(), 9).groups().get(0);

        FailureGroup brief = groups.listBriefly(Listing.RATE, Optional.empty(), 9).groups().get(0);

        assertThat(brief.fingerprint()).isEqualTo(whole.fingerprint());
        assertThat(brief.seen().total()).isEqualTo(3);
        assertThat(brief.seen().dead()).isEqualTo(3);
        assertThat(brief.seen().last()).isEqualTo(whole.seen().last());
        assertThat(brief.triage().note()).isEqualTo("row 7");
        assertThat(whole.samples()).isNotEmpty();
        assertThat(brief.samples()).isEmpty();
        assertThat(whole.minutes()).isNotEmpty();
        assertThat(brief.minutes()).isEmpty();
        assertThat(whole.triage().changes()).isNotEmpty();
        assertThat(brief.triage().changes()).isEmpty();
        assertThat(brief.latest().message()).isEmpty();
        assertThat(groups.newBetween(Instant.EPOCH, Instant.now().plusSeconds(60), 9))
                .extracting(FailureGroup::id)
                .containsExactly(whole.id());
    }

    @Test
    void jobsThatAreDoneLeaveNothing() {
        Membership member = notes.holder(2);
        settle(member, TestGroups.all(member, TestQueue::done));

        assertThat(queue.dump().keySet()).noneMatch(key -> key.contains(":failure"));
        assertThat(groups.list(Listing.RATE, Optional.empty(), 9).groups()).isEmpty();
    }

    @Test
    void callThatIsSentAgainCountsOnce() {
        Membership member = notes.holder(1);
        Batch batch = member.batch(List.of(retryingBy("t", member.held().get(0))), Map.of());

        member.exchange(batch, 0, 0);
        member.exchange(batch, 0, 0);

        assertThat(notes.found("t").seen().total()).isOne();
    }

    @Test
    void indexOfTheDeadFollowsRetryAndDiscard() {
        notes.bury("t", 3);
        String group = group("t");
        List<String> names = names(dead.list(group, Optional.empty(), 9));

        dead.retry(names.get(0));
        dead.discard(names.get(1));

        assertThat(dead.count(group)).isOne();
        assertThat(names(dead.list(group, Optional.empty(), 9))).containsExactly(names.get(2));
        assertThat(notes.found("t").seen().dead()).isOne();
        assertThat(notes.found("t").seen().total()).isEqualTo(3);
    }

    private static List<String> names(DeadJobs.GroupPage page) {
        return page.jobs().stream().map(view -> view.job().id()).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 200})
    void pagesShowEachDeadJobOnceAlthoughManyHaveOneTime(int limit) {
        notes.bury("t", 25);
        List<String> shown = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            DeadJobs.GroupPage page = dead.list(group("t"), after, limit);
            assertThat(page.jobs()).hasSizeLessThanOrEqualTo(limit);
            shown.addAll(names(page));
            after = page.next();
        } while (after.isPresent());

        assertThat(shown).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void listingsAreInTheirOrderPageByPage() {
        Stream.of("a", "b", "c").forEach(type -> notes.fail(type, 1));
        notes.at(keys.failures(), "b", 30);
        notes.at(keys.failures(), "a", 20);
        notes.at(keys.failures(), "c", 10);
        notes.at(keys.failuresFresh(), "c", 3);
        notes.at(keys.failuresFresh(), "a", 2);
        notes.at(keys.failuresFresh(), "b", 1);

        assertThat(notes.listed(Listing.LAST_SEEN)).containsExactly("b", "a", "c");
        assertThat(notes.listed(Listing.NEWLY_SEEN)).containsExactly("c", "a", "b");
        notes.fail("a", 9);
        notes.fail("c", 3);
        assertThat(notes.listed(Listing.RATE)).containsExactly("a", "c", "b");
        assertThat(queue.store().sortedSize(keys.failures())).isEqualTo(3);
    }

    @Test
    void olderFailuresWeighLessAndNeverChangePlaces() {
        notes.fail("old", 100);
        double then = queue.jedis().zscore(keys.failuresByRate(), group("old"));
        // As if all of them had been an hour ago: each weighs e to the minus six now.
        queue.jedis().zadd(keys.failuresByRate(), then - 6, group("old"));

        assertThat(notes.found("old").seen().perMinute()).isBetween(0.024, 0.026);
        notes.fail("new", 1);
        assertThat(notes.listed(Listing.RATE)).containsExactly("new", "old");
    }

    @Test
    void minutesOfTheLastTwoHoursAreKeptAndNoOthers() {
        notes.fail("t", 2);
        long now = queue.store().timeMillis() / 60_000;
        String hash = keys.failure(group("t"));
        queue.jedis().hset(hash, "m" + (now - 119) % 120, (now - 119) + " 7");
        queue.jedis().hset(hash, "m" + (now - 60) % 120, (now - 60 - 120) + " 99");

        assertThat(notes.found("t").minutes().values()).contains(7L).doesNotContain(99L);

        notes.fail("t", 1);
        assertThat(queue.jedis().hlen(hash)).isLessThan(25);
    }

    @Test
    void whatIsKeptOfAGroupIsBounded() {
        for (int i = 0; i < 30; i++) {
            queue.enqueueNotes("note", 1);
            Membership member = Membership.join(queue.store(), "host" + i, List.of("note"));
            Reserved held = reserve(member, 1).get(0);
            Failure failure = new Failure("t", "no row on shard " + i, "x\n".repeat(5_000));
            FailedAttempt failed =
                    new FailedAttempt(
                            Fingerprint.of("note", failure, List.of()),
                            "j" + i,
                            1,
                            failure,
                            "b" + i);
            settle(
                    member,
                    Settlement.retrying(held, TestQueue.job(held), Duration.ofMinutes(1))
                            .by(failed));
        }

        FailureGroup group = groups.list(Listing.LAST_SEEN, Optional.empty(), 9).groups().get(0);
        assertThat(group.seen().total()).isEqualTo(30);
        assertThat(names(group.where().builds())).hasSize(8).startsWith("b29", "b28");
        assertThat(names(group.where().processes())).hasSize(8).startsWith("host29", "host28");
        assertThat(names(group.where().shards())).hasSize(8).startsWith("29", "28");
        assertThat(group.samples()).hasSize(5).first().matches(one -> one.jobId().equals("j29"));
        assertThat(group.latest().message()).isEqualTo("no row on shard 29");
        assertThat(group.latest().stack()).hasSizeLessThan(2_100);
        assertThat(queue.jedis().memoryUsage(keys.failure(group.id()))).isLessThan(8_000);
    }

    private static List<String> names(List<Trace> traces) {
        return traces.stream().map(Trace::name).toList();
    }

    @Test
    void groupNotSeenForLongestIsForgottenAndCountedAndItsDeadJobsAreStillListed() {
        notes.bury("oldest", 1);
        notes.at(keys.failures(), "oldest", 1);
        Map<String, Double> others = new HashMap<>();
        IntStream.range(1, FailureCounts.GROUPS_MAX).forEach(i -> others.put("other" + i, 2.0 + i));
        queue.jedis().zadd(keys.failures(), others);
        assertThat(groups.forgotten()).isZero();

        notes.fail("newest", 1);

        assertThat(queue.store().sortedSize(keys.failures())).isEqualTo(FailureCounts.GROUPS_MAX);
        assertThat(groups.forgotten()).isOne();
        assertThat(groups.find(group("oldest"))).isEmpty();
        assertThat(groups.find(group("newest"))).isPresent();
        assertThat(dead.count(group("oldest"))).isOne();
        assertThat(queue.jedis().zscore(keys.failuresByRate(), group("oldest"))).isNull();
        notes.bury("oldest", 1);
        assertThat(notes.found("oldest").seen().dead()).isEqualTo(2);
    }
}
