package darkroom.jobs.crosspost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.Tweet;
import darkroom.embedded.XFault;
import darkroom.embedded.XServer;
import darkroom.embedded.XUser;
import darkroom.jobs.TestContext;
import darkroom.jobs.dependency.Dependency;
import darkroom.jobs.dependency.RefusalStreak;
import darkroom.jobs.shards.TestRows;
import darkroom.jobs.shards.TestShards;
import darkroom.queue.handler.DependencyUnavailableException;
import darkroom.queue.handler.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CrossPostHandlerIT {
    private static final XTimes TIMES =
            new XTimes(Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ofMinutes(1));
    private static final XTimes IMPATIENT =
            new XTimes(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(1));

    /** X would know a second post for a duplicate, which would hide that it was made. */
    private static final XFault NO_SECOND_POST = XFault.refuse(400);

    private final TestShards test = TestShards.migrated();
    private final TestRows rows = new TestRows(test.shards());
    private final InstantSource clock = InstantSource.system();
    private final XAccounts accounts = new XAccounts(test.shards(), clock);
    private int people;

    private XServer x;
    private CrossPostHandler handler;
    private XUser user;
    private long owner;
    private long photo;

    @BeforeEach
    void post() {
        x = XServer.start();
        handler = handlerAt(x.uri());
        user = x.addUser("jane");
        owner = rows.person(people % TestShards.COUNT, "jane" + people++);
        photo = rows.photo(owner, "A quiet evening");
        accounts.link(owner, new XAccount(user.id(), user.accessToken(), user.accessSecret()));
    }

    @AfterEach
    void end() {
        x.close();
    }

    @AfterAll
    void close() {
        test.close();
    }

    @Test
    void whatXLeavesOfTheLimitIsKnown() throws Exception {
        XApp app = new XApp(x.consumerKey(), x.consumerSecret());
        XApi api = new XApi(x.uri(), app, TIMES, clock);
        assertThat(api.rateLimitRemaining()).isEmpty();

        new CrossPostHandler(test.shards(), accounts, api, new Dependency("x", 16))
                .handle(new CrossPostJob(photo), new TestContext());

        assertThat(api.rateLimitRemaining().orElse(-1)).isBetween(0L, 100L);
    }

    @Test
    void photoIsPostedOnceHoweverOftenTheJobRuns() throws Exception {
        assertThat(run()).isEqualTo(Outcome.completed());
        assertThat(run()).isEqualTo(Outcome.completed());

        assertThat(x.tweets()).extracting(Tweet::userId).containsExactly(user.id());
        assertThat(texts()).containsExactly("A quiet evening " + TweetText.marker(photo));
        assertThat(state()).isEqualTo("sent");
        assertThat(tweetId()).isEqualTo(x.tweets().get(0).id());
    }

    @Test
    void postThatWasAnsweredWithAnErrorIsFoundAndNotRepeated() throws Exception {
        x.failNext(XFault.postThenRefuse(503), NO_SECOND_POST);

        assertWaits(this::run, TIMES.settled());
        assertThat(state()).isEqualTo("sending");
        assertThat(run()).isInstanceOf(Outcome.Snoozed.class);
        settle();
        assertThat(run()).isEqualTo(Outcome.completed());

        assertThat(x.tweets()).hasSize(1);
        assertThat(tweetId()).isEqualTo(x.tweets().get(0).id());
    }

    @Test
    void postWhoseAnswerNeverCameIsFoundAndNotRepeated() throws Exception {
        x.failNext(XFault.postThenHang(), NO_SECOND_POST);
        CrossPostHandler impatient = handlerAt(x.uri(), IMPATIENT);

        assertWaits(
                () -> impatient.handle(new CrossPostJob(photo), new TestContext()),
                IMPATIENT.settled());
        settle();
        assertThat(run()).isEqualTo(Outcome.completed());

        assertThat(x.tweets()).hasSize(1);
        assertThat(state()).isEqualTo("sent");
    }

    @Test
    void requestThatPostedNothingIsRepeated() throws Exception {
        x.failNext(XFault.hang(), XFault.refuse(500));

        CrossPostHandler impatient = handlerAt(x.uri(), IMPATIENT);

        assertWaits(
                () -> impatient.handle(new CrossPostJob(photo), new TestContext()),
                IMPATIENT.settled());
        settle();
        assertWaits(this::run, TIMES.settled());
        settle();
        assertThat(run()).isEqualTo(Outcome.completed());

        assertThat(x.tweets()).hasSize(1);
    }

    @Test
    void processThatDiedAfterThePostLeavesOneTweet() throws Exception {
        run();
        x.failNext(NO_SECOND_POST);
        rows.update(
                photo,
                """
                UPDATE {s}.cross_post
                SET state = 'sending', tweet_id = NULL, intended_at = now() - interval '1 hour'
                WHERE photo_id = ?""",
                photo);

        assertThat(run()).isEqualTo(Outcome.completed());

        assertThat(x.tweets()).hasSize(1);
        assertThat(state()).isEqualTo("sent");
    }

    @Test
    void processThatDiedBeforeThePostIsMadeUpFor() throws Exception {
        rows.update(
                photo,
                """
                INSERT INTO {s}.cross_post (photo_id, state, intended_at)
                VALUES (?, 'sending', now() - interval '1 hour')""",
                photo);

        assertThat(run()).isEqualTo(Outcome.completed());

        assertThat(x.tweets()).hasSize(1);
    }

    @Test
    void runnersAtOncePostOnce() throws Exception {
        ExecutorService runners = Executors.newFixedThreadPool(8);
        try {
            x.failNext(XFault.delay(Duration.ofMillis(200)), NO_SECOND_POST);
            List<Future<Outcome>> outcomes =
                    runners.invokeAll(
                            List.<Callable<Outcome>>of(
                                    this::run, this::run, this::run, this::run, this::run,
                                    this::run, this::run, this::run));
            for (Future<Outcome> outcome : outcomes) {
                assertThat(outcome.get())
                        .isInstanceOfAny(Outcome.Completed.class, Outcome.Snoozed.class);
            }
        } finally {
            runners.shutdownNow();
        }

        assertThat(x.tweets()).hasSize(1);
        assertThat(state()).isEqualTo("sent");
    }

    @Test
    void runnersThatTakeOverAtOncePostOnce() throws Exception {
        processThatDied();
        ExecutorService runners = Executors.newFixedThreadPool(4);
        try {
            x.failNext(XFault.delay(Duration.ofMillis(200)), NO_SECOND_POST);
            List<Future<Outcome>> outcomes =
                    runners.invokeAll(
                            List.<Callable<Outcome>>of(this::run, this::run, this::run, this::run));
            for (Future<Outcome> outcome : outcomes) {
                assertThat(outcome.get())
                        .isInstanceOfAny(Outcome.Completed.class, Outcome.Snoozed.class);
            }
        } finally {
            runners.shutdownNow();
        }

        assertThat(x.tweets()).hasSize(1);
    }

    @Test
    void runBrokenOffInTheMiddleIsPostedOnce() throws Exception {
        x.failNext(XFault.postThenHang(), NO_SECOND_POST);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<Outcome> brokenOff = threads.submit(this::run);
            await().atMost(Duration.ofSeconds(15)).until(() -> !x.tweets().isEmpty());
            brokenOff.cancel(true);
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }

        settle();
        assertThat(run()).isEqualTo(Outcome.completed());

        assertThat(x.tweets()).hasSize(1);
        assertThat(state()).isEqualTo("sent");
    }

    @Test
    void limitIsWaitedForUntilItsReset() throws Exception {
        x.failNext(XFault.tooMany(Duration.ofSeconds(100)));

        Outcome outcome = run();

        assertThat(outcome).isInstanceOf(Outcome.Snoozed.class);
        assertThat(((Outcome.Snoozed) outcome).delay())
                .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(101));
        assertThat(run()).isEqualTo(Outcome.completed());
        assertThat(x.tweets()).hasSize(1);
    }

    @Test
    void limitOnReadingIsWaitedForToo() throws Exception {
        processThatDied();
        x.limitPerUser(0);

        Outcome outcome = run();

        assertThat(outcome).isInstanceOf(Outcome.Snoozed.class);
        assertThat(((Outcome.Snoozed) outcome).delay()).isGreaterThan(Duration.ofMinutes(10));
        assertThat(state()).isEqualTo("sending");
        assertThat(x.tweets()).isEmpty();
    }

    @Test
    void accountThatWasRevokedIsMarkedAndTheJobBuried() throws Exception {
        accounts.link(owner, new XAccount(user.id(), user.accessToken(), "wrong"));

        Outcome outcome = run();

        assertThat(buried(outcome)).isEqualTo("x-revoked");
        assertThat(accounts.find(owner)).isEmpty();
        assertThat(buried(run())).isEqualTo("no-account");
    }

    @Test
    void wrongKeyOfOurAppRevokesNoMoreThanAFewAccounts() throws Exception {
        CrossPostHandler misconfigured =
                new CrossPostHandler(
                        test.shards(),
                        accounts,
                        new XApi(x.uri(), new XApp(x.consumerKey(), "wrong"), TIMES, clock),
                        new Dependency("x", 16));
        List<Long> owners = new ArrayList<>();
        int waiting = 0;
        for (int i = 0; i < 30; i++) {
            long person = rows.person(i % TestShards.COUNT, "person" + people++);
            long shared = rows.photo(person, "A photo");
            accounts.link(person, new XAccount(user.id(), user.accessToken(), user.accessSecret()));
            owners.add(person);
            try {
                Outcome outcome = misconfigured.handle(new CrossPostJob(shared), new TestContext());
                assertThat(buried(outcome)).isEqualTo("x-revoked");
            } catch (DependencyUnavailableException e) {
                waiting++;
            }
        }

        assertThat(waiting).isEqualTo(30 - RefusalStreak.BELIEVED_MAX);
        assertThat(owners.stream().filter(person -> accounts.find(person).isEmpty()))
                .hasSize(RefusalStreak.BELIEVED_MAX);
    }

    @Test
    void linkedAgainAndRetriedItIsPosted() throws Exception {
        accounts.link(owner, new XAccount(user.id(), user.accessToken(), "wrong"));
        run();

        accounts.link(owner, new XAccount(user.id(), user.accessToken(), user.accessSecret()));

        assertThat(run()).isEqualTo(Outcome.completed());
        assertThat(x.tweets()).hasSize(1);
    }

    @Test
    void duplicateIsOurOwnEarlierPost() throws Exception {
        run();
        rows.update(photo, "DELETE FROM {s}.cross_post WHERE photo_id = ?", photo);

        assertThat(run()).isEqualTo(Outcome.completed());

        assertThat(x.tweets()).hasSize(1);
        assertThat(tweetId()).isEqualTo(x.tweets().get(0).id());
    }

    @Test
    void refusalIsBuriedWithItsReason() throws Exception {
        x.failNext(XFault.refuse(400));

        assertThat(buried(run())).isEqualTo("x-refused");

        assertThat(state()).isEqualTo("refused");
        assertThat(run()).isEqualTo(Outcome.completed());
    }

    @Test
    void withoutAConnectionNothingWasPosted() throws Exception {
        CrossPostHandler away = handlerAt(URI.create("http://127.0.0.1:1"));

        assertWaits(() -> away.handle(new CrossPostJob(photo), new TestContext()), Duration.ZERO);

        assertThat(run()).isEqualTo(Outcome.completed());
        assertThat(x.tweets()).hasSize(1);
    }

    @Test
    void photoThatIsGoneIsDoneAndAnIdOfNoShardBuried() throws Exception {
        rows.update(photo, "DELETE FROM {s}.photo WHERE id = ?", photo);

        assertThat(run()).isEqualTo(Outcome.completed());
        assertThat(buried(handler.handle(new CrossPostJob(-1), new TestContext())))
                .isEqualTo("no-such-photo");
        assertThat(x.tweets()).isEmpty();
    }

    @Test
    void secretsAreNotShown() {
        assertThat(new XAccount("1", "token", "secret").toString())
                .doesNotContain("token")
                .doesNotContain("secret");
        assertThat(new XApp("key", "secret").toString()).doesNotContain("secret");
    }

    private CrossPostHandler handlerAt(URI uri) {
        return handlerAt(uri, TIMES);
    }

    private CrossPostHandler handlerAt(URI uri, XTimes times) {
        XApp app = new XApp(x.consumerKey(), x.consumerSecret());
        return new CrossPostHandler(
                test.shards(), accounts, new XApi(uri, app, times, clock), new Dependency("x", 16));
    }

    private static void assertWaits(Callable<Outcome> run, Duration atLeast) {
        assertThatThrownBy(run::call)
                .isInstanceOfSatisfying(
                        DependencyUnavailableException.class,
                        e -> {
                            assertThat(e.dependency()).isEqualTo("x");
                            assertThat(e.retryIn()).isGreaterThanOrEqualTo(atLeast);
                        });
    }

    private Outcome run() throws InterruptedException {
        return handler.handle(new CrossPostJob(photo), new TestContext());
    }

    /** Lets the time pass after which no earlier request can be under way. */
    private void settle() {
        rows.update(
                photo,
                """
                UPDATE {s}.cross_post SET intended_at = intended_at - interval '2 minutes'
                WHERE photo_id = ?""",
                photo);
    }

    private void processThatDied() {
        rows.update(
                photo,
                """
                INSERT INTO {s}.cross_post (photo_id, state, intended_at)
                VALUES (?, 'sending', now() - interval '1 hour')""",
                photo);
    }

    private List<String> texts() {
        return x.tweets().stream().map(Tweet::text).toList();
    }

    private String state() {
        return column("state");
    }

    private String tweetId() {
        return column("tweet_id");
    }

    private String column(String name) {
        return rows.select(
                        photo, "SELECT " + name + " FROM {s}.cross_post WHERE photo_id = ?", photo)
                .get(0);
    }

    private static String buried(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Buried.class);
        return ((Outcome.Buried) outcome).failure().type();
    }
}
