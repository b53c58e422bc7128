package darkroom.jobs.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.ApnsServer;
import darkroom.jobs.FaultyWay;
import darkroom.jobs.TestContext;
import darkroom.jobs.shards.TestRows;
import darkroom.jobs.shards.TestShards;
import darkroom.queue.handler.DependencyUnavailableException;
import darkroom.queue.handler.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What the network can do on the way to Apple: calls end in time, each phone shows one. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApnsNetworkIT {
    private static final int CALLS = 6;

    /** 10 s for an answer; a margin for a busy machine. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final TestShards test = TestShards.migrated();
    private final TestRows rows = new TestRows(test.shards());
    private final ApnsServer server = ApnsServer.start();
    private final InstantSource clock = InstantSource.system();
    private final Devices devices = new Devices(test.shards(), clock);
    private final AtomicInteger people = new AtomicInteger();

    private long photo;

    @BeforeAll
    void post() {
        photo = rows.photo(rows.person(1, "jane"), "a photo");
    }

    @AfterAll
    void close() {
        server.close();
        test.close();
    }

    @Test
    void callsEndInTimeNothingLeaksAndEachPhoneShowsOne() throws Exception {
        FaultyWay.each("APNs", server.host(), server.port(), this::trial);
    }

    private String trial(FaultyWay.Way way) throws Exception {
        try (Apns apns = apns(way.port())) {
            PushHandler handler = new PushHandler(test.shards(), devices, apns, clock);
            long warm = reader();
            await().atMost(Duration.ofSeconds(60)).until(() -> isTold(handler, warm));
            List<Long> readers = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                readers.add(reader());
            }
            AtomicInteger next = new AtomicInteger();
            AtomicInteger failures = new AtomicInteger();
            way.begin();

            Duration longest =
                    FaultyWay.longestOf(
                            CALLS,
                            () ->
                                    isTold(handler, readers.get(next.getAndIncrement()))
                                            ? 0
                                            : failures.incrementAndGet());

            way.end();
            long over = System.nanoTime();
            for (long reader : readers) {
                await().atMost(Duration.ofSeconds(60)).until(() -> isTold(handler, reader));
            }
            Duration recovery = Duration.ofNanos(System.nanoTime() - over);
            assertThat(longest).isLessThan(LONGEST);
            if (way.letsThrough()) {
                assertThat(failures).hasValue(0);
            }
            int requests = 0;
            for (long reader : readers) {
                assertThat(recorded(reader)).hasSize(1);
                // However many requests: they have one apns-id and one collapse id.
                requests += server.accepted(recorded(reader).get(0), "photo-" + photo);
            }
            assertThat(requests).isGreaterThanOrEqualTo(CALLS);
            await().atMost(Duration.ofSeconds(30)).until(() -> way.connections() <= 1);
            return "%d of %d calls failed, the longest took %d ms, phones told %d of %d after %d ms"
                            .formatted(
                                    failures.get(),
                                    CALLS,
                                    longest.toMillis(),
                                    CALLS,
                                    CALLS,
                                    recovery.toMillis())
                    + " with "
                    + requests
                    + " requests";
        }
    }

    private boolean isTold(PushHandler handler, long reader) throws InterruptedException {
        try {
            Outcome outcome = handler.handle(new PushJob(photo, reader), new TestContext());
            assertThat(outcome).isEqualTo(Outcome.completed());
            return true;
        } catch (DependencyUnavailableException e) {
            return false;
        }
    }

    private Apns apns(int port) {
        return Apns.open(
                ApnsAddress.of(server.host(), port).trusting(server.caCertificate()),
                new ApnsKey(server.signingKey(), server.teamId(), server.keyId()),
                server.topic(),
                16);
    }

    private long reader() {
        int number = people.incrementAndGet();
        long reader = rows.person(number % TestShards.COUNT, "reader" + number);
        devices.register(reader, String.format(Locale.ROOT, "%064x", number));
        return reader;
    }

    private List<String> recorded(long reader) {
        return rows.select(
                reader,
                """
                SELECT device_token FROM {s}.push_sent s JOIN {s}.device d ON d.token = device_token
                WHERE d.person_id = ? AND s.photo_id = ?""",
                reader,
                photo);
    }
}
