package darkroom.queue.client;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.JobId;
import darkroom.queue.Limits;
import darkroom.queue.json.JobWriter;
import darkroom.queue.redis.Answer;
import darkroom.queue.redis.RedisStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Puts jobs into queues. Thread-safe; one a process is enough.
 *
 * <p>A call that returns has put its jobs where a crash of this process no longer matters. A call
 * that throws {@link InvalidJobException} or {@link darkroom.queue.QueueFullException} has written
 * nothing. Where the job belongs to a row in a database, use the outbox instead: it enqueues in the
 * same transaction.
 */
public final class QueueClient {
    private final RedisStore store;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final EnqueueScripts scripts;
    private final Combiner combiner;

    /** For the next single job, of whichever thread; others make their own. */
    private final AtomicReference<@Nullable JobWriter> spare = new AtomicReference<>();

    /**
     * A client of the queue in {@code store}.
     *
     * @param clock for the time in ids and in {@code at}
     * @param random for ids; must be thread-safe
     */
    public QueueClient(RedisStore store, InstantSource clock, RandomGenerator random) {
        this(store, clock, random, Limits.QUEUE_JOBS_MAX);
    }

    /** One with another limit, for tests. */
    QueueClient(RedisStore store, InstantSource clock, RandomGenerator random, long queueJobsMax) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.scripts = new EnqueueScripts(store.keys(), queueJobsMax);
        this.combiner = new Combiner(store, scripts);
    }

    /**
     * Enqueues one job. Threads that do so at once share round trips; each has its own result.
     *
     * @throws InvalidJobException if the job cannot be taken as it is; nothing was written
     * @throws darkroom.queue.QueueFullException if its queue, or Redis, is full; nothing was
     *     written
     * @throws darkroom.queue.StoreUnavailableException if no answer came: it may be in or not
     */
    public Enqueued enqueue(Job<?> job) {
        return combiner.enqueue(encode(job, Optional.empty()));
    }

    /**
     * Enqueues up to {@link Limits#ENQUEUE_JOBS_MAX} jobs at once: all of them, or, where it throws
     * other than for want of an answer, none.
     *
     * @return what became of each, in order
     */
    public List<Enqueued> enqueueAll(List<? extends Job<?>> jobs) {
        check(jobs.size());
        try (JobWriter writer = new JobWriter()) {
            long now = clock.millis();
            return send(new Pages(jobs, now, new JobId.Sequence(now, random), writer).jobs());
        }
    }

    /** The job as it will stand in Redis, with the id that it will have. */
    public Stored encode(Job<?> job, Optional<String> outbox) {
        long now = clock.millis();
        String id = job.id().isPresent() ? job.id().get() : JobId.next(now, random);
        JobWriter writer = spare.getAndSet(null);
        if (writer == null) {
            writer = new JobWriter();
        }
        byte[] payload = writer.write(job, id, now, outbox);
        spare.set(writer);
        return new Stored(
                id, job.kind().queue(), payload, job.delay().toMillis(), job.uniqueKey(), outbox);
    }

    /** Enqueues jobs that were encoded before; the same as {@link #enqueueAll} otherwise. */
    public List<Enqueued> enqueueStored(List<Stored> jobs) {
        check(jobs.size());
        return send(jobs);
    }

    private List<Enqueued> send(List<? extends Outgoing> jobs) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        Answer answer = store.runAll(List.of(scripts.callFor(jobs))).get(0);
        return scripts.results(jobs, answer.reply());
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
            Optional<String> outbox)
            implements Outgoing {}

    private static void check(int jobs) {
        if (jobs > Limits.ENQUEUE_JOBS_MAX) {
            throw new InvalidJobException(
                    "cannot enqueue "
                            + jobs
                            + " jobs in one call: limit is "
                            + Limits.ENQUEUE_JOBS_MAX
                            + " (Limits.ENQUEUE_JOBS_MAX); split the list");
        }
    }
}
