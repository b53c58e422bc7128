package darkroom.queue.redis;

import darkroom.queue.QueueFullException;
import darkroom.queue.StoreUnavailableException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Calls on pooled connections, whose failures come out as the errors of ours. Thread-safe. */
final class GuardedClient implements AutoCloseable {
    private final RedisAddress address;
    private final Connections connections;
    private final UnifiedJedis client;
    private final ScriptRunner scripts;
    private final CommandTimes times = new CommandTimes();

    GuardedClient(RedisAddress address, ScriptRunner.ScriptSource source) {
        this.address = address;
        this.connections = new Connections(address);
        this.client = connections.client();
        this.scripts = new ScriptRunner(connections, address, source);
    }

    Connections connections() {
        return connections;
    }

    CommandTimes times() {
        return times;
    }

    /**
     * Makes one call, of one command: it is made again if Redis says that another server has the
     * keys.
     *
     * @throws StoreUnavailableException if no reply came in time, or Redis cannot serve now
     * @throws QueueFullException if Redis is at its maxmemory
     */
    <T extends @Nullable Object> T call(Function<UnifiedJedis, T> call) {
        long begin = System.nanoTime();
        try {
            return untimed(call);
        } finally {
            times.ofCommands().note(System.nanoTime() - begin);
        }
    }

    private <T extends @Nullable Object> T untimed(Function<UnifiedJedis, T> call) {
        try {
            return call.apply(client);
        } catch (JedisException e) {
            connections.failed(e);
            if (!ErrorReply.isElsewhere(e)) {
                throw translated(e);
            }
        }
        try {
            return call.apply(client);
        } catch (JedisException e) {
            connections.failed(e);
            throw translated(e);
        }
    }

    /** Runs scripts in one round trip; what becomes of each, a reply or an exception of Jedis. */
    Object[] run(List<ScriptCall> calls) {
        if (calls.isEmpty()) {
            return new Object[0];
        }
        long begin = System.nanoTime();
        try {
            return scripts.run(calls);
        } finally {
            times.of(calls.get(0).script()).note(System.nanoTime() - begin);
        }
    }

    /** The error of ours that stands for one of Jedis. */
    RuntimeException translated(JedisException e) {
        if (e instanceof NotReplicatedException) {
            return new StoreUnavailableException(
                    "cannot tell whether the job is safe: "
                            + e.getMessage()
                            + "; Redis at "
                            + address.display()
                            + " has it and may lose it if it fails now; look at its replicas",
                    e);
        }
        if (!(e instanceof JedisDataException data)) {
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
        ErrorReply reply = ErrorReply.of(data);
        if (reply.isOutOfMemory()) {
            return new QueueFullException(
                    "cannot enqueue: Redis at "
                            + address.display()
                            + " is at its maxmemory; enqueue again when the fleet has drained it,"
                            + " or raise maxmemory");
        }
        return new StoreUnavailableException(
                "cannot use Redis at " + address.display() + ": it answered: " + reply.explained(),
                e);
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
        connections.close();
    }
}
