package darkroom.queue.outbox;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.FaultProxy.Mode;
import darkroom.embedded.PostgresOptions;
import darkroom.embedded.PostgresOptions.Durability;
import darkroom.embedded.PostgresServer;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL killed, and commits whose replies are lost, on both sides of the outbox. */
@Timeout(180)
final class RelayFaultIT {
    private static final int ROWS = 3_000;
    private static final int ROUNDS = 3;
    private static final int BEHIND = 150;
    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestQueue queue = TestQueue.open();
    private final PostgresServer server =
            PostgresServer.start(PostgresOptions.defaults().withDurability(Durability.ON_COMMIT));
    private final Outbox outbox = new Outbox("db0", queue.client());
    private final ExecutorService writers = Executors.newFixedThreadPool(3);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();

    @AfterEach
    void close() {
        writers.shutdownNow();
        queue.close();
        server.close();
    }

    @Test
    void everyRowThatWasAcknowledgedIsAJobOnce() throws Exception {
        URI address = URI.create(server.jdbcUrl().substring("jdbc:".length()));
        PGSimpleDataSource straight = source(server.jdbcUrl());
        try (Connection connection = straight.getConnection()) {
            Outbox.createTable(connection);
        }
        try (FaultProxy proxy = FaultProxy.to(address.getHost(), address.getPort());
                Relay relay =
                        Relay.start(
                                outbox,
                                source(
                                        server.jdbcUrl()
                                                .replace(
                                                        ":" + address.getPort(),
                                                        ":" + proxy.port())),
                                queue.store(),
                                queue.client(),
                                new SplittableRandom(7))) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(writers.submit(() -> write(straight, relay)));
            }
            for (int round = 1; round <= ROUNDS; round++) {
                int enough = round * ROWS / (2 * ROUNDS);
                await().atMost(SOON).until(() -> acknowledged.get() >= enough);
                server.kill();
                server.restart();
                await().atMost(SOON).until(() -> acknowledged.get() >= enough + BEHIND);
                proxy.mode(Mode.SWALLOW_REPLIES);
                await().atMost(SOON).until(() -> behind() >= BEHIND);
                proxy.mode(Mode.RESET);
                proxy.mode(Mode.PASS);
            }
            for (Future<?> writer : all) {
                writer.get(120, TimeUnit.SECONDS);
            }

            // A batch whose reply was lost is sent again when its claim has ended.
            await().atMost(SOON).until(() -> queue.ready("note").size() >= ROWS);
        }

        System.out.printf(
                "outbox: %d rows acknowledged, %d commits of which nothing was known, %d jobs%n",
                acknowledged.get(), unknown.get(), queue.ready("note").size());
        assertThat(unknown).as("commits that the kills broke off").hasValueGreaterThan(0);
        assertThat(queue.ready("note"))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROWS).boxed().toList());
    }

    private int behind() {
        return acknowledged.get() - queue.ready("note").size();
    }

    private void write(PGSimpleDataSource database, Relay relay) {
        for (int number = next.getAndIncrement(); number < ROWS; number = next.getAndIncrement()) {
            int row = number;
            await().atMost(SOON)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> isWritten(database, row));
            acknowledged.incrementAndGet();
            relay.wake();
        }
    }

    private boolean isWritten(PGSimpleDataSource database, int number) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            outbox.enqueue(connection, NOTE.job(new Note(number)).withId("n" + number));
            connection.commit();
            return true;
        } catch (SQLException e) {
            unknown.incrementAndGet();
            return false;
        }
    }

    private static PGSimpleDataSource source(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setConnectTimeout(2);
        source.setLoginTimeout(2);
        source.setSocketTimeout(2);
        return source;
    }
}
