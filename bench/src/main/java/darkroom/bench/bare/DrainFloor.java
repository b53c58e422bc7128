package darkroom.bench.bare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

/**
 * The least that a drain which loses nothing has to do: one connection leases a hundred jobs,
 * parses each, and acknowledges them in the same write as the next lease.
 */
public final class DrainFloor {
    private static final int BATCH = 100;
    private static final int FILL_BATCH = 1_000;

    // A list that is cut and one that is grown: nothing is in neither when the server stops
    // between.
    private static final String LEASE =
            """
            local jobs = redis.call('LPOP', KEYS[1], ARGV[1])
            if not jobs then return {} end
            redis.call('RPUSH', KEYS[2], unpack(jobs))
            return jobs
            """;

    private final URI uri;
    private final Duration timeout;
    private final String key;

    /** Drains the list at {@code key}; {@code key} and a suffix is where it keeps its leases. */
    public DrainFloor(URI uri, Duration timeout, String key) {
        this.uri = uri;
        this.timeout = timeout;
        this.key = key;
    }

    /** Puts in the same payloads again and again, until there are so many. */
    public void fill(List<byte[]> payloads, long count) {
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            byte[] list = key.getBytes(StandardCharsets.UTF_8);
            long left = count;
            while (left > 0) {
                int size = (int) Math.min(left, Math.min(FILL_BATCH, payloads.size()));
                jedis.rpush(list, payloads.subList(0, size).toArray(byte[][]::new));
                left -= size;
            }
        }
    }

    /**
     * Drains the list on the calling thread.
     *
     * @return how many jobs were parsed
     */
    public long drain() {
        ObjectMapper mapper = new ObjectMapper();
        byte[] list = key.getBytes(StandardCharsets.UTF_8);
        byte[] leased = (key + ".leased").getBytes(StandardCharsets.UTF_8);
        byte[] batch = Integer.toString(BATCH).getBytes(StandardCharsets.UTF_8);
        long parsed = 0;
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            byte[] sha = jedis.scriptLoad(LEASE).getBytes(StandardCharsets.UTF_8);
            List<?> jobs = new ArrayList<>();
            do {
                Pipeline pipeline = jedis.pipelined();
                pipeline.del(leased);
                Response<Object> lease =
                        pipeline.evalsha(sha, List.of(list, leased), List.of(batch));
                pipeline.sync();
                jobs = (List<?>) lease.get();
                for (Object job : jobs) {
                    parse(mapper, (byte[]) job);
                    parsed++;
                }
            } while (!jobs.isEmpty());
        }
        return parsed;
    }

    private static void parse(ObjectMapper mapper, byte[] job) {
        try {
            if (mapper.readTree(job).path("class").asText().isEmpty()) {
                throw new IllegalStateException(
                        "cannot drain the floor: expected a job with a kind, found none");
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot drain the floor: expected JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
