package darkroom.queue.client;

/**
 * What became of one enqueue.
 *
 * @param id the job's id; of the job that was there already where {@code fresh} is false
 * @param fresh whether this call put it in; false where its unique key, or for the outbox its id,
 *     was taken by a live job, and nothing was written
 */
public record Enqueued(String id, boolean fresh) {}
