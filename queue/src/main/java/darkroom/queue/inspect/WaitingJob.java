package darkroom.queue.inspect;

import darkroom.queue.json.DueJob;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A job that has not begun.
 *
 * @param payload its bytes, which may be anything; not copied
 * @param due when it goes to its queue, by Redis' clock; empty if it is there
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record WaitingJob(Place place, String queue, byte[] payload, Optional<Instant> due) {
    /** Where it waits. */
    public enum Place {
        READY,
        SCHEDULED,
        RETRYING;

        /** In small letters. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static WaitingJob ready(String queue, byte[] payload) {
        return new WaitingJob(Place.READY, queue, payload, Optional.empty());
    }

    /** The same, if it is the job of this id. */
    static Optional<WaitingJob> ready(String id, String queue, byte[] payload) {
        // Most jobs are others: to read them all would take many times as long.
        if (!new String(payload, StandardCharsets.UTF_8).contains(id)) {
            return Optional.empty();
        }
        return Optional.of(ready(queue, payload)).filter(it -> it.id().equals(id));
    }

    /** That of a member of a schedule. */
    static WaitingJob of(Place place, byte[] member, Optional<Instant> due) {
        DueJob job = DueJob.fromBytes(member);
        return new WaitingJob(place, job.queue(), job.payload(), due);
    }

    /** What it says; empty if it cannot be read. */
    public Optional<StoredJob> job() {
        return JobCodec.decoded(payload);
    }

    /** Its id; empty if it has none or cannot be read. */
    public String id() {
        return job().flatMap(StoredJob::id).orElse("");
    }

    /** What stands in Redis where it waits. */
    byte[] stored() {
        return place == Place.READY ? payload : new DueJob(queue, payload).toBytes();
    }
}
