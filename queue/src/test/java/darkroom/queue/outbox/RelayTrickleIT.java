package darkroom.queue.outbox;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.FaultProxy.Mode;
import darkroom.embedded.fixtures.TestPostgres;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** A database that answers a byte a second, by a driver that would wait for ever. */
@Timeout(120)
final class RelayTrickleIT {
    private static final Duration LEAST = Duration.ofSeconds(25);
    private static final Duration MOST = Duration.ofSeconds(45);

    private final TestQueue queue = TestQueue.open();
    private final String url = TestPostgres.freshDatabase();
    private final Outbox outbox = new Outbox("db0", queue.client());
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @BeforeEach
    void createTable() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            Outbox.createTable(connection);
        }
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        queue.close();
    }

    @Test
    void statementsEndInTimeAndTheRelayGoesOnAfterwards() throws Exception {
        URI server = URI.create(url.substring("jdbc:".length()));
        try (FaultProxy proxy = FaultProxy.to(server.getHost(), server.getPort())) {
            String way = url.replace(":" + server.getPort(), ":" + proxy.port());
            OpenedBefore ofRelay = new OpenedBefore(way);
            OpenedBefore ofDoctor = new OpenedBefore(way);
            Relay relay =
                    new Relay(
                            outbox,
                            ofRelay,
                            queue.store(),
                            queue.client(),
                            new SplittableRandom(7));
            relay.step();
            post(1);
            ofRelay.open();
            ofDoctor.open();
            proxy.mode(Mode.TRICKLE);

            Future<Duration> step = threads.submit(() -> span(relay::step));
            Future<Duration> look = threads.submit(() -> span(failing(new OutboxRows(ofDoctor))));

            assertThat(step.get(90, TimeUnit.SECONDS)).isBetween(LEAST, MOST);
            assertThat(look.get(90, TimeUnit.SECONDS)).isBetween(LEAST, MOST);
            assertThat(queue.ready("note")).isEmpty();
            // The rest of the claim arrives now, and nobody hears of it: it ends by itself.
            proxy.mode(Mode.PASS);
            await().atMost(Duration.ofSeconds(20))
                    .until(
                            () -> {
                                relay.step();
                                return !queue.ready("note").isEmpty();
                            });
            assertThat(queue.ready("note")).containsExactly(1);
        }
    }

    private static Callable<?> failing(OutboxRows rows) {
        return () -> assertThatThrownBy(() -> rows.sent(0, 1)).isInstanceOf(SQLException.class);
    }

    private static Duration span(Callable<?> work) throws Exception {
        long begin = System.nanoTime();
        work.call();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void post(int number) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            outbox.enqueue(connection, NOTE.job(new Note(number)));
        }
    }

    /** Gives a connection that was there before, as a pool does. */
    private static final class OpenedBefore extends PGSimpleDataSource {
        private static final long serialVersionUID = 1L;

        private final transient AtomicReference<@Nullable Connection> before =
                new AtomicReference<>();

        OpenedBefore(String url) {
            setUrl(url);
        }

        void open() throws SQLException {
            before.set(super.getConnection());
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection opened = before.getAndSet(null);
            return opened == null ? super.getConnection() : opened;
        }
    }
}
