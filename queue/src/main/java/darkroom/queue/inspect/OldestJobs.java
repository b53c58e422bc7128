package darkroom.queue.inspect;

import darkroom.queue.InvalidJobException;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.json.JobCodec;
import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How old the oldest jobs are since they were first enqueued, whatever became of them since.
 * Nothing is scanned: of what is ready the heads of the queues are read, of what is retrying those
 * that are due first and those that are due last, which have failed the most often.
 */
final class OldestJobs {
    private static final Logger LOG = LoggerFactory.getLogger(OldestJobs.class);

    /** The most queues whose heads are read. */
    private static final int QUEUES_MAX = 200;

    /** How many of either end of the retrying. */
    private static final int RETRYING_MAX = 50;

    /** After this no further head is read. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final RedisStore store;
    private final long now;

    OldestJobs(RedisStore store) {
        this.store = store;
        this.now = store.timeMillis();
    }

    /** Of what is ready, by queue; empty where this user of Redis may not read jobs. */
    Map<String, Duration> ready(List<Queues.QueueView> queues) {
        Map<String, Duration> ages = new TreeMap<>();
        long begin = System.nanoTime();
        try {
            for (Queues.QueueView queue :
                    queues.stream().filter(one -> one.ready() > 0).limit(QUEUES_MAX).toList()) {
                if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                    return ages;
                }
                String key = store.keys().queue(queue.name());
                if (store.type(key).equals("list")) {
                    store.listRange(key, 0, 0).forEach(head -> add(ages, queue.name(), head));
                }
            }
        } catch (StoreUnavailableException e) {
            LOG.atDebug().addKeyValue("cause", e.getMessage()).log("cannot read heads of queues");
        }
        return ages;
    }

    /** Of what is retrying, by queue. */
    Map<String, Duration> retrying() {
        Map<String, Duration> ages = new TreeMap<>();
        String key = store.keys().retrying();
        store.sortedRange(key, 0, RETRYING_MAX - 1).forEach(job -> add(ages, job.member()));
        store.sortedRangeReversed(key, 0, RETRYING_MAX - 1).forEach(job -> add(ages, job.member()));
        return ages;
    }

    private void add(Map<String, Duration> ages, String member) {
        int colon = member.indexOf(':');
        if (colon > 0) {
            add(
                    ages,
                    member.substring(0, colon),
                    member.substring(colon + 1).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void add(Map<String, Duration> ages, String queue, byte[] payload) {
        OptionalLong at;
        try {
            at = JobCodec.decode(payload).enqueuedAt();
        } catch (InvalidJobException e) {
            // Whoever reserves it says so.
            return;
        }
        if (at.isPresent()) {
            Duration age = Duration.ofMillis(Math.max(0, now - at.getAsLong()));
            ages.merge(queue, age, (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
    }
}
