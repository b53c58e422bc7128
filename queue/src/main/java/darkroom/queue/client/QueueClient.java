package darkroom.queue.client;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.JobId;
import darkroom.queue.Limits;
import darkroom.queue.QueueFullException;
import darkroom.queue.json.JobCodec;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Puts jobs into queues. Thread-safe; one a process is enough.
 *
 * <p>A call that returns has put its jobs where a crash of this process no longer matters. A call
 * that throws {@link InvalidJobException} or {@link QueueFullException} has written nothing. Where
 * the job belongs to a row in a database, use the outbox instead: it enqueues in the same
 * transaction.
 */
public final class QueueClient {
    private final RedisStore store;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * A client of the queue in {@code store}.
     *
     * @param clock for the time in ids and in {@code at}
     * @param random for ids; must be thread-safe
     */
    public QueueClient(RedisStore store, InstantSource clock, RandomGenerator random) {
        this.store = store;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Enqueues one job.
     *
     * @throws InvalidJobException if the job cannot be taken as it is; nothing was written
     * @throws QueueFullException if its queue, or Redis, is full; nothing was written
     * @throws darkroom.queue.StoreUnavailableException if no answer came: it may be in or not
     */
    public Enqueued enqueue(Job<?> job) {
        return enqueueAll(List.of(job)).get(0);
    }

    /**
     * Enqueues up to {@link Limits#ENQUEUE_JOBS_MAX} jobs at once: all of them, or, where it throws
     * other than for want of an answer, none.
     *
     * @return what became of each, in order
     */
    public List<Enqueued> enqueueAll(List<? extends Job<?>> jobs) {
        List<Stored> stored = new ArrayList<>(jobs.size());
        for (Job<?> job : jobs) {
            stored.add(encode(job, Optional.empty()));
        }
        return enqueueStored(stored);
    }

    /** The job as it will stand in Redis, with the id that it will have. */
    public Stored encode(Job<?> job, Optional<String> outbox) {
        String id = job.id().orElseGet(() -> JobId.next(clock, random));
        byte[] payload = JobCodec.encode(job, id, clock.millis(), outbox);
        return new Stored(
                id, job.kind().queue(), payload, job.delay().toMillis(), job.uniqueKey(), outbox);
    }

    /** Enqueues jobs that were encoded before; the same as {@link #enqueueAll} otherwise. */
    public List<Enqueued> enqueueStored(List<Stored> jobs) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        if (jobs.size() > Limits.ENQUEUE_JOBS_MAX) {
            throw new InvalidJobException(
                    "cannot enqueue "
                            + jobs.size()
                            + " jobs in one call: limit is "
                            + Limits.ENQUEUE_JOBS_MAX
                            + " (Limits.ENQUEUE_JOBS_MAX); split the list");
        }
        Reply reply = store.run(Script.ENQUEUE, callFor(jobs));
        return switch (reply.text(0)) {
            case "OK" -> results(jobs, reply);
            case "FULL" -> throw full(reply);
            default -> throw wrongType(reply);
        };
    }

    /**
     * A job as it will stand in Redis.
     *
     * @param payload its JSON; not copied
     * @param delayMillis until it is due, 0 for at once
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and copying is what it is to avoid
    public record Stored(
            String id,
            String queue,
            byte[] payload,
            long delayMillis,
            Optional<String> uniqueKey,
            Optional<String> outbox) {}

    private Call callFor(List<Stored> jobs) {
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.queues());
        call.key(keys.scheduled());
        call.key(keys.stats());
        Map<String, Integer> queues = new LinkedHashMap<>();
        for (Stored job : jobs) {
            queues.computeIfAbsent(job.queue(), queue -> call.key(keys.queue(queue)) - 3);
        }
        call.arg(queues.size()).arg(Limits.QUEUE_JOBS_MAX).arg(keys.wakeChannel());
        queues.keySet().forEach(call::arg);
        for (Stored job : jobs) {
            call.arg(job.id())
                    .arg(job.payload())
                    .arg(queues.getOrDefault(job.queue(), 0))
                    .arg(job.delayMillis())
                    .arg(job.uniqueKey().map(key -> call.key(keys.unique(key))).orElse(0))
                    .arg(job.outbox().map(name -> call.key(keys.outboxLive(name))).orElse(0));
        }
        return call.arg(Limits.UNIQUE_MAX.toMillis());
    }

    private static List<Enqueued> results(List<Stored> jobs, Reply reply) {
        List<Enqueued> results = new ArrayList<>(jobs.size());
        for (int i = 0; i < jobs.size(); i++) {
            String holder = reply.text(i + 1);
            results.add(
                    holder.isEmpty()
                            ? new Enqueued(jobs.get(i).id(), true)
                            : new Enqueued(holder, false));
        }
        return results;
    }

    private static QueueFullException full(Reply reply) {
        return new QueueFullException(
                "cannot enqueue: "
                        + reply.text(1)
                        + " holds "
                        + reply.number(2)
                        + " jobs, limit is "
                        + Limits.QUEUE_JOBS_MAX
                        + " (Limits.QUEUE_JOBS_MAX); enqueue again when it has drained");
    }

    private static InvalidJobException wrongType(Reply reply) {
        return new InvalidJobException(
                "cannot enqueue: expected a "
                        + reply.text(2)
                        + " at key "
                        + reply.text(1)
                        + ", found a "
                        + reply.text(3)
                        + "; another program uses this name");
    }
}
