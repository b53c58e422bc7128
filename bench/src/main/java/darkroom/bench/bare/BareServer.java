package darkroom.bench.bare;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.args.FlushMode;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ClientKillParams;

/** What an operator does to a server, by accident or not. Each call opens a connection. */
public final class BareServer {
    /** From then on it says BUSY to all others. */
    private static final int BUSY_AFTER_MILLIS = 50;

    private final URI uri;
    private final Duration timeout;

    /** The server at {@code uri}. */
    public BareServer(URI uri, Duration timeout) {
        this.uri = uri;
        this.timeout = timeout;
    }

    /** Ends it orderly: SHUTDOWN. */
    public void shutDown() {
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            jedis.shutdown();
        } catch (JedisConnectionException e) {
            // It has gone without an answer, as it should.
        }
    }

    /** Makes it forget all scripts. */
    public void flushScripts() {
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            jedis.scriptFlush(FlushMode.SYNC);
        }
    }

    /** Makes it forget all that it holds. */
    public void flushAll() {
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            jedis.flushAll();
        }
    }

    /** Ends the connections of all clients. */
    public void killClients() {
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            jedis.clientKill(new ClientKillParams().type(ClientType.NORMAL));
            jedis.clientKill(new ClientKillParams().type(ClientType.PUBSUB));
        }
    }

    /**
     * Keeps it busy with a script that does nothing until {@link #killScript}.
     *
     * @param most how long that will be
     * @return whether the script was killed
     */
    public CompletableFuture<Boolean> keepBusy(Duration most) {
        configure("lua-time-limit", Integer.toString(BUSY_AFTER_MILLIS));
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Jedis jedis = Connecting.to(uri, most.plus(timeout))) {
                        jedis.eval("while true do end");
                        return false;
                    } catch (JedisDataException e) {
                        return String.valueOf(e.getMessage()).contains("killed");
                    }
                },
                script -> new Thread(script, "bare-busy").start());
    }

    /** Ends the script that it runs. */
    public void killScript() {
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            jedis.scriptKill();
        }
    }

    /** Changes a setting while it runs. */
    public void configure(String name, String value) {
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            jedis.configSet(name, value);
        }
    }

    /** Bytes that it has allocated. */
    public long usedMemory() {
        try (BareRedis bare = BareRedis.at(uri, timeout)) {
            return bare.usedMemory();
        }
    }

    /**
     * Has all clients wait: CLIENT PAUSE. When this returns, all that it has answered is in its
     * log, and until the time is over it writes nothing there.
     */
    public void pauseClients(Duration time) {
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            jedis.clientPause(time.toMillis());
        }
    }

    /** Has it save a snapshot: BGSAVE. */
    public void saveSnapshot() {
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            jedis.bgsave();
        }
    }

    /** Whether it answers a write with an error. */
    public boolean refusesWrites() {
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            jedis.set("probe", "1");
            return false;
        } catch (JedisDataException e) {
            return true;
        }
    }

    /** Makes it a replica of another, which is on this host. */
    public void follow(int port) {
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            jedis.replicaof("127.0.0.1", port);
        }
    }

    /** Makes it a primary with what it has. */
    public void promote() {
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            jedis.replicaofNoOne();
        }
    }

    /** Whether it is a replica that has its primary's data and hears of every write. */
    public boolean follows() {
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            return jedis.info("replication").contains("master_link_status:up");
        }
    }
}
