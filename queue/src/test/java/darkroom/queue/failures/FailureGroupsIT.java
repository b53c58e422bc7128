package darkroom.queue.failures;

import static darkroom.queue.fixtures.TestQueue.buriedBy;
import static darkroom.queue.fixtures.TestQueue.group;
import static darkroom.queue.fixtures.TestQueue.reserve;
import static darkroom.queue.fixtures.TestQueue.retryingBy;
import static darkroom.queue.fixtures.TestQueue.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class FailureGroupsIT {
    private static final String WHO = "ada";

    private final TestQueue queue = TestQueue.open();
    private final Keys keys = queue.keys();
    private final FailureGroups groups = new FailureGroups(queue.store());
    private final FailureTriage triage = new FailureTriage(queue.store());
    private final DeadJobs dead = new DeadJobs(queue.store());

    @AfterEach
    void close() {
        queue.close();
    }

    private FailureGroup found(String type) {
        return groups.find(group(type)).orElseThrow();
    }

    /** A process that holds so many notes. */
    private Membership holder(int notes) {
        queue.enqueueNotes("note", notes);
        Membership member = queue.join("note");
        assertThat(reserve(member, notes)).hasSize(notes);
        return member;
    }

    private void fail(String type, int times) {
        Membership member = holder(times);
        settle(member, all(member, held -> retryingBy(type, held)));
    }

    private void bury(String type, int times) {
        Membership member = holder(times);
        settle(member, all(member, held -> buriedBy(type, member, held)));
    }

    private static Settlement[] all(Membership member, Function<Reserved, Settlement> end) {
        return member.held().stream().map(end).toArray(Settlement[]::new);
    }

    @Test
    void attemptsThatFailAreCountedInTheCallThatSettlesThem() {
        Instant before = Instant.ofEpochMilli(queue.store().timeMillis());
        fail("lost-row", 3);
        bury("lost-row", 2);

        FailureGroup group = found("lost-row");

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
    void jobsThatAreDoneLeaveNothing() {
        Membership member = holder(2);
        settle(member, all(member, held -> Settlement.done(held, TestQueue.job(held))));

        assertThat(queue.dump().keySet()).noneMatch(key -> key.contains(":failure"));
        assertThat(groups.list(Listing.RATE, Optional.empty(), 9).groups()).isEmpty();
    }

    @Test
    void callThatIsSentAgainCountsOnce() {
        Membership member = holder(1);
        Batch batch = member.batch(List.of(retryingBy("t", member.held().get(0))), Map.of());

        member.exchange(batch, 0, 0);
        member.exchange(batch, 0, 0);

        assertThat(found("t").seen().total()).isOne();
    }

    @Test
    void indexOfTheDeadFollowsRetryAndDiscard() {
        bury("t", 3);
        String group = group("t");
        List<String> names = names(dead.list(group, Optional.empty(), 9));

        dead.retry(names.get(0));
        dead.discard(names.get(1));

        assertThat(dead.count(group)).isOne();
        assertThat(names(dead.list(group, Optional.empty(), 9))).containsExactly(names.get(2));
        assertThat(found("t").seen().dead()).isOne();
        assertThat(found("t").seen().total()).isEqualTo(3);
    }

    private static List<String> names(DeadJobs.GroupPage page) {
        return page.jobs().stream().map(view -> view.job().id()).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 200})
    void pagesShowEachDeadJobOnceAlthoughManyHaveOneTime(int limit) {
        bury("t", 25);
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
        Stream.of("a", "b", "c").forEach(type -> fail(type, 1));
        at(keys.failures(), "b", 30);
        at(keys.failures(), "a", 20);
        at(keys.failures(), "c", 10);
        at(keys.failuresFresh(), "c", 3);
        at(keys.failuresFresh(), "a", 2);
        at(keys.failuresFresh(), "b", 1);

        assertThat(listed(Listing.LAST_SEEN)).containsExactly("b", "a", "c");
        assertThat(listed(Listing.NEWLY_SEEN)).containsExactly("c", "a", "b");
        fail("a", 9);
        fail("c", 3);
        assertThat(listed(Listing.RATE)).containsExactly("a", "c", "b");
        assertThat(groups.count()).isEqualTo(3);
    }

    private void at(String index, String type, double millis) {
        queue.jedis().zadd(index, millis, group(type));
    }

    /** Types of the groups of a listing, in pages of one. */
    private List<String> listed(Listing listing) {
        List<String> types = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            FailureGroups.Page page = groups.list(listing, after, 1);
            page.groups().forEach(group -> types.add(group.fingerprint().type()));
            after = page.next();
        } while (after.isPresent());
        return types;
    }

    @Test
    void olderFailuresWeighLessAndNeverChangePlaces() {
        fail("old", 100);
        double then = queue.jedis().zscore(keys.failuresByRate(), group("old"));
        // As if all of them had been an hour ago: each weighs e to the minus six now.
        queue.jedis().zadd(keys.failuresByRate(), then - 6, group("old"));

        assertThat(found("old").seen().perMinute()).isBetween(0.024, 0.026);
        fail("new", 1);
        assertThat(listed(Listing.RATE)).containsExactly("new", "old");
    }

    @Test
    void minutesOfTheLastTwoHoursAreKeptAndNoOthers() {
        fail("t", 2);
        long now = queue.store().timeMillis() / 60_000;
        String hash = keys.failure(group("t"));
        queue.jedis().hset(hash, "m" + (now - 119) % 120, (now - 119) + " 7");
        queue.jedis().hset(hash, "m" + (now - 60) % 120, (now - 60 - 120) + " 99");

        assertThat(found("t").minutes().values()).contains(7L).doesNotContain(99L);

        fail("t", 1);
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
        bury("oldest", 1);
        at(keys.failures(), "oldest", 1);
        Map<String, Double> others = new HashMap<>();
        IntStream.range(1, FailureCounts.GROUPS_MAX).forEach(i -> others.put("other" + i, 2.0 + i));
        queue.jedis().zadd(keys.failures(), others);
        assertThat(groups.forgotten()).isZero();

        fail("newest", 1);

        assertThat(groups.count()).isEqualTo(FailureCounts.GROUPS_MAX);
        assertThat(groups.forgotten()).isOne();
        assertThat(groups.find(group("oldest"))).isEmpty();
        assertThat(groups.find(group("newest"))).isPresent();
        assertThat(dead.count(group("oldest"))).isOne();
        assertThat(queue.jedis().zscore(keys.failuresByRate(), group("oldest"))).isNull();
        bury("oldest", 1);
        assertThat(found("oldest").seen().dead()).isEqualTo(2);
    }

    @Test
    void oneThatComesBackAfterItWasResolvedSaysSo() {
        fail("t", 1);
        assertThat(triage.resolve(group("t"), WHO)).isTrue();
        assertThat(found("t").triage().state()).isEqualTo(State.RESOLVED);
        assertThat(listed(Listing.RESOLVED)).containsExactly("t");
        at(keys.failuresFresh(), "t", 1);

        fail("t", 1);

        FailureGroup group = found("t");
        assertThat(group.triage().state()).isEqualTo(State.RETURNED);
        assertThat(group.triage().since()).contains(group.seen().last());
        assertThat(listed(Listing.RESOLVED)).isEmpty();
        assertThat(listed(Listing.RETURNED)).containsExactly("t");
        assertThat(queue.jedis().zscore(keys.failuresFresh(), group.id()))
                .as("news again")
                .isGreaterThan(1);
        assertThat(triage.resolve(group("t"), WHO)).isTrue();
        assertThat(listed(Listing.RETURNED)).isEmpty();
    }

    @Test
    void whatPeopleSayIsKeptWithWhoAndWhen() {
        fail("t", 1);
        String group = group("t");
        Instant until = Instant.ofEpochMilli(queue.store().timeMillis()).plusSeconds(3_600);

        assertThat(triage.mute(group, until, WHO)).isTrue();
        assertThat(triage.assign(group, "Bob Ö", WHO)).isTrue();
        assertThat(triage.note(group, "two\n\tlines <b>", "eve@x")).isTrue();
        assertThat(triage.runbook(group, "https://example.org/a?b#c", WHO)).isTrue();

        FailureGroup.Triage said = found("t").triage();
        assertThat(said.state()).isEqualTo(State.MUTED);
        assertThat(said.mutedUntil()).contains(until);
        assertThat(said.assignee()).isEqualTo("Bob Ö");
        assertThat(said.note()).isEqualTo("two\n\tlines <b>");
        assertThat(said.runbook()).isEqualTo("https://example.org/a?b#c");
        assertThat(said.changes())
                .extracting(change -> change.who() + " " + change.verb() + " " + change.value())
                .containsExactly(
                        "ada runbook https://example.org/a?b#c",
                        "eve@x note two  lines <b>",
                        "ada assignee Bob Ö",
                        "ada mute " + until);
        assertThat(listed(Listing.MUTED)).containsExactly("t");
        fail("t", 1);
        assertThat(found("t").triage()).isEqualTo(said);
        assertThat(triage.unmute(group, WHO)).isTrue();
        assertThat(found("t").triage().state()).isEqualTo(State.OPEN);
        assertThat(listed(Listing.MUTED)).isEmpty();
        IntStream.range(0, 30).forEach(i -> triage.note(group, "note " + i, WHO));
        assertThat(found("t").triage().changes()).hasSize(FailureTriage.CHANGES_MAX);
    }

    @Test
    void muteThatIsOverIsOver() {
        fail("t", 1);
        queue.jedis().hset(keys.failure(group("t")), "muted", "1000");
        at(keys.failuresMuted(), "t", 1_000);

        assertThat(found("t").triage().state()).isEqualTo(State.OPEN);
        assertThat(found("t").triage().mutedUntil()).isEmpty();
        assertThat(listed(Listing.MUTED)).isEmpty();
    }

    @Test
    void nothingIsSaidOfAGroupThatIsNotThere() {
        assertThat(triage.resolve(group("t"), WHO)).isFalse();
        assertThat(triage.note("no such id", "x", WHO)).isFalse();
        assertThat(groups.find("../../etc")).isEmpty();
        assertThat(queue.dump()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "ftp://x/y",
                "//x",
                "http:",
                "http:///x",
                "x",
                "https://a:b@c/",
                "http://a b",
                "data:text/html,x",
                "http://x\n",
                " https://x",
                "file:///etc/passwd"
            })
    void linkThatIsNoPageIsRefused(String link) {
        fail("t", 1);

        assertThatThrownBy(() -> triage.runbook(group("t"), link, WHO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cannot keep the link")
                .hasMessageContaining("expected http:// or https://");
        assertThat(found("t").triage().runbook()).isEmpty();
        assertThat(found("t").triage().changes()).isEmpty();
    }

    @Test
    void whatIsMalformedIsRefused() {
        fail("t", 1);
        String group = group("t");
        Instant now = Instant.ofEpochMilli(queue.store().timeMillis());

        assertRefused("cannot mute", () -> triage.mute(group, now.minusSeconds(60), WHO));
        assertRefused("cannot mute", () -> triage.mute(group, Instant.MAX, WHO));
        assertRefused("cannot mute", () -> triage.mute(group, Instant.MIN, WHO));
        assertRefused("cannot mute", () -> triage.mute(group, now.plus(Duration.ofDays(91)), WHO));
        assertRefused("cannot keep the note", () -> triage.note(group, "x".repeat(2_001), WHO));
        assertRefused("cannot keep the note", () -> triage.note(group, "a\u001b[31m", WHO));
        assertRefused("cannot name a person", () -> triage.assign(group, "x".repeat(61), WHO));
        for (String who : List.of("", " ", "a\nb", "a\tb", "<b>", " ada", "x".repeat(61))) {
            assertRefused("cannot name a person", () -> triage.resolve(group, who));
        }
        assertRefused(
                "cannot go on from",
                () -> groups.list(Listing.RATE, Optional.of("x"), 9).groups().isEmpty());
        assertRefused(
                "cannot list groups",
                () -> groups.list(Listing.RATE, Optional.empty(), 201).groups().isEmpty());
        assertThat(found("t").triage().changes()).isEmpty();
    }

    private static void assertRefused(String words, Callable<Boolean> call) {
        assertThatThrownBy(call::call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(words);
    }
}
