package darkroom.bench.bare;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** One connection, and what the server says of itself. For one thread at a time. */
public final class BareRedis implements AutoCloseable {
    private static final Pattern COMMAND =
            Pattern.compile("cmdstat_([^:]+):calls=(\\d+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern VERSION = Pattern.compile("redis_version:(\\S+)");
    private static final int SCAN_COUNT = 1_000;

    private static final String SCORE_ALL =
            """
            for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
              redis.call('ZADD', KEYS[1], 'XX', ARGV[1], member)
            end
            """;

    private final Jedis jedis;

    private BareRedis(Jedis jedis) {
        this.jedis = jedis;
    }

    /** A connection that is opened when it is first used. */
    public static BareRedis at(URI uri, Duration timeout) {
        return new BareRedis(Connecting.to(uri, timeout));
    }

    /** How many keys the database holds, of whatever namespace. */
    public long keyCount() {
        return jedis.dbSize();
    }

    /** Removes all keys of a namespace, some thousand at a time. */
    public void removeAll(String namespace) {
        ScanParams params = new ScanParams().match(namespace + ":*").count(SCAN_COUNT);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page = jedis.scan(cursor, params);
            List<String> keys = page.getResult();
            if (!keys.isEmpty()) {
                jedis.unlink(keys.toArray(String[]::new));
            }
            cursor = page.getCursor();
        } while (!ScanParams.SCAN_POINTER_START.equals(cursor));
    }

    /** Removes a key. */
    public void remove(String key) {
        jedis.unlink(key);
    }

    /** What the server has done since it started. */
    public Calls calls() {
        long calls = 0;
        long scripts = 0;
        Matcher command = COMMAND.matcher(jedis.info("commandstats"));
        while (command.find()) {
            long count = Long.parseLong(command.group(2));
            // Asking is no call of the load's.
            if (!command.group(1).startsWith("info")) {
                calls += count;
            }
            if (command.group(1).startsWith("eval") || command.group(1).startsWith("fcall")) {
                scripts += count;
            }
        }
        return new Calls(calls, scripts, number("stats", "total_reads_processed"));
    }

    /** The server's version, as it gives it. */
    public String version() {
        Matcher found = VERSION.matcher(jedis.info("server"));
        return found.find() ? found.group(1) : "unknown";
    }

    /**
     * When a write is on the disk: {@code always}, {@code everysec}, or {@code no} where it is left
     * to the system or there is no append-only file; {@code unknown} where the server will not say.
     */
    public String fsync() {
        if (number("persistence", "aof_enabled") == 0) {
            return "no";
        }
        try {
            return jedis.configGet("appendfsync").getOrDefault("appendfsync", "unknown");
        } catch (JedisDataException e) {
            // Who runs servers for others seldom lets them be asked.
            return "unknown";
        }
    }

    /** Bytes that the server has allocated, all in all. */
    public long usedMemory() {
        return number("memory", "used_memory");
    }

    /** Processor time that the server has used, microseconds. */
    public long processorMicros() {
        Matcher used =
                Pattern.compile("(?m)^used_cpu_(?:sys|user):(\\d+)[.](\\d{6})")
                        .matcher(jedis.info("cpu"));
        long micros = 0;
        while (used.find()) {
            micros += Long.parseLong(used.group(1)) * 1_000_000 + Long.parseLong(used.group(2));
        }
        return micros;
    }

    /** Bytes of a key with its value, every element looked at; 0 if there is none. */
    public long memoryOf(String key) {
        Long bytes = jedis.memoryUsage(key, 0);
        return bytes == null ? 0 : bytes;
    }

    /** Gives all members of a sorted set the same score, in one step. */
    public void scoreAll(String key, long score) {
        jedis.eval(SCORE_ALL, List.of(key), List.of(Long.toString(score)));
    }

    /** The server's clock, epoch microseconds. */
    public long timeMicros() {
        List<String> time = jedis.time();
        return Long.parseLong(time.get(0)) * 1_000_000 + Long.parseLong(time.get(1));
    }

    @Override
    public void close() {
        jedis.close();
    }

    private long number(String section, String field) {
        Matcher found = Pattern.compile("(?m)^" + field + ":(\\d+)").matcher(jedis.info(section));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }
}
