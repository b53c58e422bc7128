package darkroom.queue.redis;

import darkroom.queue.QueueFullException;
import darkroom.queue.StoreUnavailableException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** A pool of connections, whose failures come out as the errors of ours. Thread-safe. */
final class GuardedClient implements AutoCloseable {
    private final RedisAddress address;
    private final RedisClient client;
    private final ScriptRunner scripts;

    GuardedClient(RedisAddress address, ScriptRunner.ScriptSource source) {
        this.address = address;
        this.client = Connections.pool(address);
        this.scripts = new ScriptRunner(client.getPool(), address.timeout(), source);
    }

    /**
     * Makes one call.
     *
     * @throws StoreUnavailableException if no reply came in time, or Redis cannot serve now
     * @throws QueueFullException if Redis is at its maxmemory
     */
    <T extends @Nullable Object> T call(Function<RedisClient, T> call) {
        try {
            return call.apply(client);
        } catch (JedisException e) {
            throw translated(e);
        }
    }

    /** Runs scripts in one round trip; what becomes of each, a reply or an exception of Jedis. */
    Object[] run(List<ScriptCall> calls) {
        return scripts.run(calls);
    }

    /** The error of ours that stands for one of Jedis. */
    RuntimeException translated(JedisException e) {
        if (!(e instanceof JedisDataException)) {
            return new StoreUnavailableException(
                    "cannot reach Redis at "
                            + address.display()
                            + ": expected a reply within "
                            + address.timeout()
                            + ", found: "
                            + rootMessage(e)
                            + "; check that it runs and that the address is right",
                    e);
        }
        String message = String.valueOf(e.getMessage());
        // From a command, and from a script on Redis 7; and from a script on Redis 6.
        if (message.startsWith("OOM ") || message.contains("-OOM ")) {
            return new QueueFullException(
                    "cannot enqueue: Redis at "
                            + address.display()
                            + " is at its maxmemory; enqueue again when the fleet has drained it,"
                            + " or raise maxmemory");
        }
        return new StoreUnavailableException(
                "cannot use Redis at " + address.display() + ": it answered: " + message, e);
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return e instanceof JedisConnectionException || root != e
                ? root.getClass().getSimpleName() + ": " + root.getMessage()
                : String.valueOf(e.getMessage());
    }

    @Override
    public void close() {
        client.close();
    }
}
