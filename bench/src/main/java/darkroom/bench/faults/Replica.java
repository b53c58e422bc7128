package darkroom.bench.faults;

import darkroom.bench.BenchFailedException;
import darkroom.bench.bare.BareServer;
import darkroom.embedded.FaultProxy;
import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** A replica of the stage's Redis that hears of each write late. */
final class Replica implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SYNC_MAX = Duration.ofSeconds(30);

    private final RedisServer server;
    private final FaultProxy link;

    private Replica(RedisServer server, FaultProxy link) {
        this.server = server;
        this.link = link;
    }

    /** A replica that hears of each write so much later. */
    static Replica of(RedisServer primary, RedisOptions options, Duration lag)
            throws InterruptedException {
        try {
            FaultProxy link = FaultProxy.to("127.0.0.1", primary.uri().getPort());
            Replica replica = new Replica(RedisServer.start(options), link);
            replica.operator().follow(link.port());
            if (!Waiting.until(() -> replica.operator().follows(), SYNC_MAX)) {
                replica.close();
                throw new BenchFailedException(
                        "cannot start a replica: expected it in step within " + SYNC_MAX);
            }
            link.latency(lag);
            return replica;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a proxy", e);
        }
    }

    /** Makes it a primary; returns its port. */
    int promote() {
        operator().promote();
        return server.uri().getPort();
    }

    private BareServer operator() {
        return new BareServer(server.uri(), TIMEOUT);
    }

    @Override
    public void close() {
        try {
            link.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a proxy", e);
        } finally {
            server.close();
        }
    }
}
