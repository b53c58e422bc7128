package darkroom.jobs.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.jobs.TestContext;
import darkroom.jobs.people.Follow;
import darkroom.jobs.people.PasswordHash;
import darkroom.jobs.people.People;
import darkroom.jobs.people.Person;
import darkroom.jobs.push.PushJob;
import darkroom.jobs.shards.Fence;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.TestShards;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.FencedException;
import darkroom.queue.handler.Outcome;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class FanOutIT {
    private static final int FOLLOWERS = 3_500;

    private final TestShards test = TestShards.migrated();
    private final SecureRandom random = new SecureRandom();
    private final PasswordHash passwords = new PasswordHash(random);
    private final People people =
            new People(test.shards(), passwords, InstantSource.system(), random);
    private final FanOutHandler handler = new FanOutHandler(test.shards(), test.queue());

    private final TestFeed world = new TestFeed(test, people);

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void everyFollowerOnEveryShardHasTheEntryOnceHoweverOftenItRuns() {
        List<Long> followers = world.star(FOLLOWERS);
        long photo = world.photo(followers.get(0));
        Set<Long> readers = new HashSet<>(followers.subList(1, followers.size()));
        addDevices(followers.subList(1, 101));

        Outcome first = handler.handle(new FanOutJob(photo), new TestContext());
        Outcome second = handler.handle(new FanOutJob(photo), new TestContext());

        assertThat(first).isEqualTo(Outcome.completed());
        assertThat(second).isEqualTo(Outcome.completed());
        assertThat(world.readers(photo))
                .hasSize(FOLLOWERS)
                .containsExactlyInAnyOrderElementsOf(readers);
        assertThat(readers.stream().map(test.shards()::ofId).distinct()).hasSize(TestShards.COUNT);
        assertThat(written(photo)).isEqualTo(FOLLOWERS);
        assertThat(pushes())
                .containsExactlyInAnyOrderElementsOf(
                        followers.subList(1, 101).stream()
                                .map(reader -> "push-" + photo + "-" + reader)
                                .toList());
    }

    @Test
    void stoppedBetweenPagesGoesOnWhereItWas() {
        List<Long> followers = world.star(250);
        long photo = world.photo(followers.get(0));
        FanOutHandler small = new FanOutHandler(test.shards(), test.queue(), 100);
        AtomicInteger looks = new AtomicInteger();

        Outcome stopped =
                small.handle(
                        new FanOutJob(photo),
                        new TestContext(() -> looks.incrementAndGet() > 1, Duration.ofMinutes(1)));
        long afterOnePage = written(photo);
        Outcome rushed =
                small.handle(
                        new FanOutJob(photo), new TestContext(() -> false, Duration.ofSeconds(5)));
        Outcome resumed = small.handle(new FanOutJob(photo), new TestContext());

        assertThat(stopped).isEqualTo(Outcome.snoozed(Duration.ZERO));
        assertThat(afterOnePage).isEqualTo(100);
        assertThat(rushed).isEqualTo(Outcome.snoozed(Duration.ZERO));
        assertThat(resumed).isEqualTo(Outcome.completed());
        assertThat(world.readers(photo)).hasSize(250).doesNotHaveDuplicates();
        assertThat(written(photo)).isEqualTo(250);
    }

    @Test
    void brokenOffInsideAPageDoesThatPageAgain() {
        List<Long> followers = world.star(250);
        long photo = world.photo(followers.get(0));
        addDevices(followers.subList(1, 251));
        try (RedisStore nowhere = RedisStore.open(RedisAddress.of("redis://127.0.0.1:1"))) {
            QueueClient broken = new QueueClient(nowhere, InstantSource.system(), random);

            assertThatThrownBy(
                            () ->
                                    new FanOutHandler(test.shards(), broken, 100)
                                            .handle(new FanOutJob(photo), new TestContext()))
                    .isInstanceOf(StoreUnavailableException.class);
        }
        assertThat(world.readers(photo)).hasSize(100);
        assertThat(written(photo)).isZero();

        new FanOutHandler(test.shards(), test.queue(), 100)
                .handle(new FanOutJob(photo), new TestContext());

        assertThat(world.readers(photo)).hasSize(250).doesNotHaveDuplicates();
        assertThat(written(photo)).isEqualTo(250);
        assertThat(pushes()).hasSize(250).doesNotHaveDuplicates();
    }

    @Test
    void twoRunsAtOnceCountEachPageOnce() {
        List<Long> followers = world.star(1_000);
        long photo = world.photo(followers.get(0));
        FanOutHandler small = new FanOutHandler(test.shards(), test.queue(), 50);

        // A thread each: the common pool has but one on two cores.
        Executor threads = work -> new Thread(work, "fan-out").start();
        CompletableFuture<Outcome> one =
                CompletableFuture.supplyAsync(
                        () -> small.handle(new FanOutJob(photo), new TestContext()), threads);
        CompletableFuture<Outcome> two =
                CompletableFuture.supplyAsync(
                        () -> small.handle(new FanOutJob(photo), new TestContext()), threads);
        CompletableFuture.allOf(one, two).join();

        assertThat(world.readers(photo)).hasSize(1_000);
        assertThat(written(photo)).isEqualTo(1_000);
    }

    @Test
    void runThatWasGivenUpWritesNothingAfterALaterOne() {
        List<Long> followers = world.star(250);
        long photo = world.photo(followers.get(0));
        FanOutHandler small = new FanOutHandler(test.shards(), test.queue(), 100);
        AtomicInteger looks = new AtomicInteger();
        TestContext onePage =
                new TestContext(() -> looks.incrementAndGet() > 1, Duration.ofMinutes(1), 20, true);

        Outcome later = small.handle(new FanOutJob(photo), onePage);

        assertThat(later).isEqualTo(Outcome.snoozed(Duration.ZERO));
        assertThatThrownBy(() -> small.handle(new FanOutJob(photo), new TestContext()))
                .isInstanceOf(FencedException.class);
        assertThat(world.readers(photo)).hasSize(100);
        assertThat(written(photo)).isEqualTo(100);
        assertThat(small.handle(new FanOutJob(photo), TestContext.rerun(21)))
                .isEqualTo(Outcome.completed());
        assertThat(world.readers(photo)).hasSize(250);
    }

    @Test
    void photoOfSomebodyWithoutFollowersIsDoneAtOnce() {
        long photo = world.photo(world.star(0).get(0));

        assertThat(handler.handle(new FanOutJob(photo), new TestContext()))
                .isEqualTo(Outcome.completed());
        assertThat(world.readers(photo)).isEmpty();
    }

    @Test
    void photoThatDoesNotExistIsBuried() {
        assertThat(handler.handle(new FanOutJob(1L << 23), new TestContext()))
                .isInstanceOf(Outcome.Buried.class);
        assertThat(handler.handle(new FanOutJob(-1), new TestContext()))
                .isInstanceOf(Outcome.Buried.class);
    }

    @Test
    void unfollowTakesPhotosOutAndKeepsNewOnesOut() {
        List<Long> all = world.star(2);
        long star = all.get(0);
        long leaver = all.get(1);
        long before = world.photo(star);
        handler.handle(new FanOutJob(before), new TestContext());
        Feed feed = new Feed(test.shards());
        assertThat(feed.page(leaver, OptionalLong.empty(), 10)).hasSize(1);

        people.unfollow(leaver, star);
        long after = world.photo(star);
        handler.handle(new FanOutJob(after), new TestContext());

        assertThat(world.readers(before)).containsExactly(all.get(2));
        assertThat(world.readers(after)).containsExactly(all.get(2));
        assertThat(feed.page(leaver, OptionalLong.empty(), 10)).isEmpty();
    }

    @Test
    void entryWrittenAfterAnUnfollowIsNotShown() {
        List<Long> all = world.star(1);
        long photo = world.photo(all.get(0));
        people.unfollow(all.get(1), all.get(0));
        // What a fan-out that read its page before the unfollow writes after it.
        new FanOuts(test.shards())
                .write(
                        new Fence("test", 1, false),
                        new FanOuts.Position(photo, all.get(0), 0, false),
                        List.of(all.get(1)));

        assertThat(world.readers(photo)).hasSize(1);
        assertThat(new Feed(test.shards()).page(all.get(1), OptionalLong.empty(), 10)).isEmpty();
    }

    @Test
    void feedComesInPagesWithoutGapsOrRepeats() {
        List<Long> all = world.star(1);
        long reader = all.get(1);
        List<Long> others =
                people.signUpAll(TestFeed.names("other", 7)).stream().map(Person::id).toList();
        people.followAll(others.stream().map(other -> new Follow(reader, other)).toList());
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long photo = world.photo(others.get(i % others.size()));
            handler.handle(new FanOutJob(photo), new TestContext());
            expected.add(photo);
        }
        expected.sort((a, b) -> Long.compare(b, a));
        Feed feed = new Feed(test.shards());

        List<Long> shown = new ArrayList<>();
        OptionalLong before = OptionalLong.empty();
        while (true) {
            List<FeedItem> page = feed.page(reader, before, 7);
            if (page.isEmpty()) {
                break;
            }
            page.forEach(item -> shown.add(item.photoId()));
            before = OptionalLong.of(page.get(page.size() - 1).photoId());
            // A photo posted between two pages moves none of them.
            handler.handle(new FanOutJob(world.photo(all.get(0))), new TestContext());
        }

        assertThat(shown).containsExactlyElementsOf(expected);
        FeedItem newest = feed.page(reader, OptionalLong.of(expected.get(0) + 1), 1).get(0);
        assertThat(newest.photoId()).isEqualTo(expected.get(0));
        assertThat(newest.ownerName()).startsWith("other_");
        assertThat(newest.liked()).isFalse();
    }

    @Test
    void feedOfNobodyIsEmptyAndAPageHasABound() {
        Feed feed = new Feed(test.shards());

        assertThat(feed.page(-1, OptionalLong.empty(), 10)).isEmpty();
        assertThat(feed.page(1L << 23, OptionalLong.of(Long.MIN_VALUE), 10)).isEmpty();
        assertThatThrownBy(() -> feed.page(1L << 23, OptionalLong.empty(), 101))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> feed.page(1L << 23, OptionalLong.empty(), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void addDevices(List<Long> owners) {
        for (long owner : owners) {
            Shard shard = test.shards().ofId(owner);
            TestFeed.number(
                    shard,
                    """
                    INSERT INTO {s}.device (token, person_id, registered_at)
                    VALUES ('a' || ?, ?, now()), ('b' || ?, ?, now()) RETURNING person_id""",
                    owner,
                    owner,
                    owner,
                    owner);
        }
    }

    private long written(long photo) {
        return TestFeed.number(
                test.shards().ofId(photo),
                "SELECT written FROM {s}.fan_out WHERE photo_id = ?",
                photo);
    }

    /** The ids of the push jobs that are ready. */
    private List<String> pushes() {
        String key = test.store().keys().queue(PushJob.KIND.queue());
        return test.store().listRange(key, 0, 999).stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .map(json -> json.replaceFirst(".*\"id\":\"([^\"]*)\".*", "$1"))
                .collect(Collectors.toList());
    }
}
