package darkroom.jobs.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.embedded.ApnsAnswer;
import darkroom.embedded.ApnsServer;
import darkroom.jobs.TestContext;
import darkroom.jobs.dependency.RefusalStreak;
import darkroom.jobs.shards.TestRows;
import darkroom.jobs.shards.TestShards;
import darkroom.queue.handler.DependencyUnavailableException;
import darkroom.queue.handler.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PushHandlerIT {
    private final TestShards test = TestShards.migrated();
    private final TestRows rows = new TestRows(test.shards());
    private final ApnsServer server = ApnsServer.start();
    private final InstantSource clock = InstantSource.system();
    private final Devices devices = new Devices(test.shards(), clock);
    private final AtomicInteger people = new AtomicInteger();

    private final Apns apns = apns(Duration.ofSeconds(20));
    private final PushHandler handler = new PushHandler(test.shards(), devices, apns, clock);

    private long photo;

    @BeforeAll
    void post() {
        photo = rows.photo(rows.person(1, "jane"), "a photo");
    }

    @AfterAll
    void close() {
        server.close();
        apns.close();
        test.close();
    }

    @Test
    void eachDeviceIsToldOnceHoweverOftenTheJobRuns() throws Exception {
        long reader = reader();
        String phone = device(reader);
        String tablet = device(reader);

        assertThat(run(reader)).isEqualTo(Outcome.completed());
        assertThat(run(reader)).isEqualTo(Outcome.completed());

        assertThat(told(phone)).isEqualTo(1);
        assertThat(told(tablet)).isEqualTo(1);
        assertThat(sent(reader)).containsExactlyInAnyOrder(phone, tablet);
    }

    @Test
    void readerWithoutADeviceIsDone() throws Exception {
        assertThat(run(reader())).isEqualTo(Outcome.completed());
    }

    @Test
    void photoThatIsGoneIsDone() throws Exception {
        long gone = rows.photo(rows.person(2, "joe"), "gone");
        rows.update(gone, "DELETE FROM {s}.photo WHERE id = ?", gone);
        long reader = reader();
        String phone = device(reader);

        Outcome outcome = handler.handle(new PushJob(gone, reader), new TestContext());

        assertThat(outcome).isEqualTo(Outcome.completed());
        assertThat(server.accepted(phone, "photo-" + gone)).isZero();
    }

    @Test
    void runsAtOnceAndOneBrokenOffInTheMiddleAreOneNotificationOnThePhone() throws Exception {
        long reader = reader();
        String phone = device(reader);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int i = 0; i < 5; i++) {
                CountDownLatch begun = new CountDownLatch(1);
                Future<Outcome> brokenOff =
                        threads.submit(
                                () -> {
                                    begun.countDown();
                                    return run(reader);
                                });
                begun.await();
                brokenOff.cancel(true);
            }
            for (Future<Outcome> outcome :
                    threads.invokeAll(
                            Collections.<Callable<Outcome>>nCopies(4, () -> run(reader)))) {
                assertThat(outcome.get()).isEqualTo(Outcome.completed());
            }
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }

        // Apple may be asked more than once, under one apns-id and one collapse id.
        assertThat(told(phone)).isBetween(1, 9);
        assertThat(sent(reader)).containsExactly(phone);
        int before = told(phone);
        assertThat(run(reader)).isEqualTo(Outcome.completed());
        assertThat(told(phone)).isEqualTo(before);
    }

    @Test
    void deviceThatIsGoneIsForgotten() throws Exception {
        for (ApnsAnswer answer :
                List.of(
                        ApnsAnswer.unregistered(clock.instant().plusSeconds(5)),
                        ApnsAnswer.expiredToken(),
                        ApnsAnswer.badDeviceToken(),
                        ApnsAnswer.deviceTokenNotForTopic())) {
            long reader = reader();
            String phone = device(reader);
            server.answer(phone, answer);

            assertThat(run(reader)).isEqualTo(Outcome.completed());

            assertThat(devices.of(reader)).isEmpty();
            assertThat(sent(reader)).isEmpty();
        }
    }

    @Test
    void answersAreCountedByStatusAndReason() throws Exception {
        long reader = reader();
        device(reader);
        server.answer(device(reader), ApnsAnswer.unregistered(clock.instant().plusSeconds(5)));

        // Nobody else's: what another test broke off may be answered now.
        try (Apns own = apns(Duration.ofSeconds(20))) {
            new PushHandler(test.shards(), devices, own, clock)
                    .handle(new PushJob(photo, reader), new TestContext());

            assertThat(own.responses())
                    .containsExactlyInAnyOrder(
                            new ApnsResponses.Count("200", "", 1),
                            new ApnsResponses.Count("410", "Unregistered", 1));
        }
    }

    @Test
    void reasonsOfNobodysAreOneAndNoAnswerIsAKindOfItsOwn() {
        ApnsResponses counts = new ApnsResponses();
        counts.note(400, "BadTopic");
        counts.note(400, "Evil\n" + "x".repeat(1_000));
        counts.note(999, "");
        counts.noteNone();

        assertThat(counts.read())
                .containsExactly(
                        new ApnsResponses.Count("400", "BadTopic", 1),
                        new ApnsResponses.Count("400", "other", 1),
                        new ApnsResponses.Count("none", "", 1),
                        new ApnsResponses.Count("other", "", 1));
    }

    @Test
    void deviceThatWasRegisteredAgainSinceIsKept() throws Exception {
        long reader = reader();
        String phone = device(reader);
        Instant registered = rows.registeredAt(reader, phone);
        server.answer(phone, ApnsAnswer.unregistered(registered.minusMillis(1)));

        assertThat(run(reader)).isEqualTo(Outcome.completed());

        assertThat(devices.of(reader)).extracting(Device::token).containsExactly(phone);
    }

    @Test
    void whatPassesIsTriedAgainAndThenToldOnce() throws Exception {
        long reader = reader();
        String phone = device(reader);
        server.answer(phone, ApnsAnswer.tooManyRequests(), ApnsAnswer.expiredProviderToken());

        for (int i = 0; i < 2; i++) {
            assertThat(run(reader)).isInstanceOf(Outcome.Failed.class);
            assertThat(sent(reader)).isEmpty();
        }
        assertThat(run(reader)).isEqualTo(Outcome.completed());

        assertThat(told(phone)).isEqualTo(1);
        assertThat(devices.of(reader)).hasSize(1);
    }

    @Test
    void whatAilsAppleOrOurKeyUsesUpNoAttempt() throws Exception {
        for (ApnsAnswer answer :
                List.of(
                        ApnsAnswer.internalServerError(),
                        ApnsAnswer.serviceUnavailable(),
                        ApnsAnswer.invalidProviderToken())) {
            long reader = reader();
            String phone = device(reader);
            server.answer(phone, answer);
            try (Apns own = apns(Duration.ofSeconds(20))) {
                PushHandler handler = new PushHandler(test.shards(), devices, own, clock);
                PushJob job = new PushJob(photo, reader);

                assertWaits(false, () -> handler.handle(job, new TestContext()));
                assertThat(sent(reader)).isEmpty();
                assertThat(devices.of(reader)).hasSize(1);

                assertThat(handler.handle(job, new TestContext())).isEqualTo(Outcome.completed());
                assertThat(told(phone)).isEqualTo(1);
            }
        }
    }

    @Test
    void wrongEnvironmentTakesNoMoreThanAFewDevicesAway() throws Exception {
        List<Long> readers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long reader = reader();
            readers.add(reader);
            server.answer(device(reader), ApnsAnswer.badDeviceToken());
        }

        int waiting = 0;
        try (Apns own = apns(Duration.ofSeconds(20))) {
            PushHandler handler = new PushHandler(test.shards(), devices, own, clock);
            for (long reader : readers) {
                try {
                    assertThat(handler.handle(new PushJob(photo, reader), new TestContext()))
                            .isEqualTo(Outcome.completed());
                } catch (DependencyUnavailableException e) {
                    waiting++;
                }
            }
        }

        assertThat(waiting).isEqualTo(40 - RefusalStreak.BELIEVED_MAX);
        assertThat(readers.stream().filter(reader -> devices.of(reader).isEmpty()))
                .hasSize(RefusalStreak.BELIEVED_MAX);
    }

    @Test
    void ourOwnFaultIsBuriedWithApplesReason() throws Exception {
        long reader = reader();
        String phone = device(reader);
        server.answer(phone, ApnsAnswer.payloadTooLarge());

        Outcome outcome = run(reader);

        assertThat(outcome).isInstanceOf(Outcome.Buried.class);
        assertThat(((Outcome.Buried) outcome).failure().type()).isEqualTo("PayloadTooLarge");
        assertThat(devices.of(reader)).hasSize(1);
    }

    @Test
    void answerThatNeverComesIsGivenUpInTime() throws Exception {
        long reader = reader();
        server.answer(device(reader), ApnsAnswer.hang());
        long start = System.nanoTime();

        assertWaits(true, () -> runImpatiently(reader));

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(15));
    }

    @Test
    void lostAnswerIsSentAgainAsTheSameNotification() throws Exception {
        long reader = reader();
        String phone = device(reader);
        server.answer(phone, ApnsAnswer.acceptThenHang());

        assertWaits(true, () -> runImpatiently(reader));
        assertThat(run(reader)).isEqualTo(Outcome.completed());

        // Twice to Apple, under one collapse id: the second takes the first's place on the phone.
        assertThat(told(phone)).isEqualTo(2);
        Notification first = new Notification(photo, "jane", phone, Instant.EPOCH);
        Notification second = new Notification(photo, "jane", phone, clock.instant());
        assertThat(second.id()).isEqualTo(first.id());
    }

    @Test
    void worstDeviceDecidesAndTheOthersAreSettled() throws Exception {
        long reader = reader();
        String good = device(reader);
        String gone = device(reader);
        String later = device(reader);
        server.answer(gone, ApnsAnswer.badDeviceToken());
        server.answer(later, ApnsAnswer.tooManyRequests());

        assertThat(run(reader)).isInstanceOf(Outcome.Failed.class);

        assertThat(sent(reader)).containsExactly(good);
        assertThat(devices.of(reader))
                .extracting(Device::token)
                .containsExactlyInAnyOrder(good, later);
        assertThat(run(reader)).isEqualTo(Outcome.completed());
        assertThat(told(good)).isEqualTo(1);
        assertThat(told(later)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, Long.MAX_VALUE})
    void idOfNoShardIsBuried(long id) throws Exception {
        assertThat(handler.handle(new PushJob(id, photo), new TestContext()))
                .isInstanceOf(Outcome.Buried.class);
        assertThat(handler.handle(new PushJob(photo, id), new TestContext()))
                .isInstanceOf(Outcome.Buried.class);
    }

    @Test
    void serverThatIsAwayIsWaitedFor() throws Exception {
        long reader = reader();
        device(reader);
        try (Apns away =
                Apns.open(
                        ApnsAddress.of("localhost", 1).trusting(server.caCertificate()),
                        new ApnsKey(server.signingKey(), server.teamId(), server.keyId()),
                        server.topic(),
                        Duration.ofSeconds(2),
                        8)) {
            PushHandler handler = new PushHandler(test.shards(), devices, away, clock);

            assertWaits(true, () -> handler.handle(new PushJob(photo, reader), new TestContext()));
        }
    }

    private Apns apns(Duration timeout) {
        return Apns.open(
                ApnsAddress.of(server.host(), server.port()).trusting(server.caCertificate()),
                new ApnsKey(server.signingKey(), server.teamId(), server.keyId()),
                server.topic(),
                timeout,
                8);
    }

    private static void assertWaits(boolean unanswered, Callable<Outcome> run) {
        assertThatThrownBy(run::call)
                .isInstanceOfSatisfying(
                        DependencyUnavailableException.class,
                        e -> {
                            assertThat(e.dependency()).isEqualTo("apns");
                            assertThat(e.isUnanswered()).isEqualTo(unanswered);
                        });
    }

    /** Runs it with a client that waits for an answer no longer than a second. */
    private Outcome runImpatiently(long reader) throws Exception {
        try (Apns impatient = apns(Duration.ofSeconds(1))) {
            return new PushHandler(test.shards(), devices, impatient, clock)
                    .handle(new PushJob(photo, reader), new TestContext());
        }
    }

    private Outcome run(long reader) throws InterruptedException {
        return handler.handle(new PushJob(photo, reader), new TestContext());
    }

    private long reader() {
        int number = people.incrementAndGet();
        return rows.person(number % TestShards.COUNT, "reader" + number);
    }

    private String device(long person) {
        String token = String.format(Locale.ROOT, "%064x", people.incrementAndGet());
        devices.register(person, token);
        return token;
    }

    private int told(String token) {
        return server.accepted(token, "photo-" + photo);
    }

    private List<String> sent(long reader) {
        return rows.select(
                reader,
                """
                SELECT device_token FROM {s}.push_sent s JOIN {s}.device d ON d.token = device_token
                WHERE d.person_id = ? AND s.photo_id = ?""",
                reader,
                photo);
    }
}
