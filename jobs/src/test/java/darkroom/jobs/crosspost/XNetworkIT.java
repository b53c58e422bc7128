package darkroom.jobs.crosspost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.Tweet;
import darkroom.embedded.XServer;
import darkroom.embedded.XUser;
import darkroom.jobs.FaultyWay;
import darkroom.jobs.TestContext;
import darkroom.jobs.dependency.Dependency;
import darkroom.jobs.shards.TestRows;
import darkroom.jobs.shards.TestShards;
import darkroom.queue.handler.DependencyUnavailableException;
import darkroom.queue.handler.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What the network can do on the way to X: calls end in time, each photo is posted once. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class XNetworkIT {
    private static final int CALLS = 4;

    /** 10 s for the post; a margin for a busy machine. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final TestShards test = TestShards.migrated();
    private final TestRows rows = new TestRows(test.shards());
    private final InstantSource clock = InstantSource.system();
    private final XAccounts accounts = new XAccounts(test.shards(), clock);
    private final XServer x = XServer.start();
    private final AtomicInteger people = new AtomicInteger();

    @AfterAll
    void close() {
        x.close();
        test.close();
    }

    @Test
    void callsEndInTimeNothingLeaksAndEachPhotoIsPostedOnce() throws Exception {
        FaultyWay.each("X", x.uri().getHost(), x.uri().getPort(), this::trial);
    }

    private String trial(FaultyWay.Way way) throws Exception {
        XApp app = new XApp(x.consumerKey(), x.consumerSecret());
        URI uri = URI.create("http://127.0.0.1:" + way.port());
        CrossPostHandler handler =
                new CrossPostHandler(
                        test.shards(),
                        accounts,
                        new XApi(uri, app, XTimes.DEFAULT, clock),
                        new Dependency("x", 16));
        assertThat(isPosted(handler, photo())).isTrue();
        List<Long> photos = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            photos.add(photo());
        }
        AtomicInteger next = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        way.begin();

        Duration longest =
                FaultyWay.longestOf(
                        CALLS,
                        () ->
                                isPosted(handler, photos.get(next.getAndIncrement()))
                                        ? 0
                                        : failures.incrementAndGet());

        way.end();
        long over = System.nanoTime();
        for (long photo : photos) {
            await().atMost(Duration.ofSeconds(90)).until(() -> isPosted(handler, photo));
        }
        Duration recovery = Duration.ofNanos(System.nanoTime() - over);
        assertThat(longest).isLessThan(LONGEST);
        if (way.letsThrough()) {
            assertThat(failures).hasValue(0);
        }
        for (long photo : photos) {
            String marker = TweetText.marker(photo);
            assertThat(x.tweets().stream().map(Tweet::text))
                    .filteredOn(text -> text.contains(marker))
                    .hasSize(1);
        }
        // The client keeps what it may use again: no more than there were calls at once.
        assertThat(way.connections()).isLessThanOrEqualTo(CALLS);
        return "%d of %d calls failed, the longest took %d ms, posts %d of %d after %d ms"
                .formatted(
                        failures.get(),
                        CALLS,
                        longest.toMillis(),
                        CALLS,
                        CALLS,
                        recovery.toMillis());
    }

    private boolean isPosted(CrossPostHandler handler, long photo) throws InterruptedException {
        try {
            Outcome outcome = handler.handle(new CrossPostJob(photo), new TestContext());
            assertThat(outcome).isInstanceOfAny(Outcome.Completed.class, Outcome.Snoozed.class);
            return outcome instanceof Outcome.Completed;
        } catch (DependencyUnavailableException e) {
            return false;
        }
    }

    private long photo() {
        int number = people.incrementAndGet();
        XUser user = x.addUser("user" + number);
        long owner = rows.person(number % TestShards.COUNT, "owner" + number);
        accounts.link(owner, new XAccount(user.id(), user.accessToken(), user.accessSecret()));
        return rows.photo(owner, "A quiet evening");
    }
}
