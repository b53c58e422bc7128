package darkroom.bench.bare;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A list used as a queue in the simplest way. For one thread at a time. */
public final class BareList implements AutoCloseable {
    private static final double WAIT_SECONDS = 0.5;

    private final Jedis jedis;
    private final String key;

    /** The list of that name on the Redis at {@code uri}; opens no connection yet. */
    public BareList(URI uri, Duration timeout, String key) {
        this.jedis = Connecting.to(uri, timeout);
        this.key = key;
    }

    /** Puts them at the tail; whether Redis said that it has them. */
    public boolean push(List<String> jobs) {
        try {
            jedis.rpush(key, jobs.toArray(String[]::new));
            return true;
        } catch (JedisException e) {
            // The next call opens the connection again.
            jedis.disconnect();
            return false;
        }
    }

    /**
     * Takes the job at the head, out of Redis for good; empty if none came within half a second.
     */
    public Optional<String> take() {
        return Optional.ofNullable(jedis.blpop(WAIT_SECONDS, key)).map(found -> found.getValue());
    }

    /** How many jobs are in it. */
    public long length() {
        return jedis.llen(key);
    }

    @Override
    public void close() {
        jedis.close();
    }
}
