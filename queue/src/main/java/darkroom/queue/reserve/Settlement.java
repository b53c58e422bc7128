package darkroom.queue.reserve;

import darkroom.queue.failures.FailedAttempt;
import darkroom.queue.json.DeadJob;
import darkroom.queue.json.StoredJob;
import java.time.Duration;
import java.util.Optional;

/**
 * The end of one reservation: what becomes of the job now.
 *
 * @param job the reservation that ends
 * @param move where the job goes
 * @param id the job's id, needed where it holds a unique key, came from an outbox, or is dead
 * @param value what is written in the new place; empty for a job that is done
 * @param delay how long until it is due; zero unless it is put off
 * @param links what else must be told
 */
@SuppressWarnings("ArrayRecordComponent") // written to the wire once, never compared
public record Settlement(
        Reserved job, Move move, String id, byte[] value, Duration delay, Links links) {
    private static final byte[] NOTHING = {};

    /** Where a job goes. */
    public enum Move {
        DONE("D"),
        RETRYING("R"),
        SCHEDULED("S"),
        READY("L"),
        DEAD("X");

        final String op;

        Move(String op) {
            this.op = op;
        }
    }

    /**
     * What a job's end frees, and whom it is counted with.
     *
     * @param uniqueKey its unique key; held on to where the job is put off
     * @param outbox the outbox that it came from
     * @param failed the attempt, if it failed
     */
    public record Links(
            Optional<String> uniqueKey, Optional<String> outbox, Optional<FailedAttempt> failed) {
        static final Links NONE = new Links(Optional.empty(), Optional.empty());

        Links(Optional<String> uniqueKey, Optional<String> outbox) {
            this(uniqueKey, outbox, Optional.empty());
        }

        static Links of(StoredJob job) {
            return new Links(job.uniqueKey(), job.outbox());
        }
    }

    /** The job is done. */
    public static Settlement done(Reserved reserved, StoredJob job) {
        return new Settlement(
                reserved, Move.DONE, job.id().orElse(""), NOTHING, Duration.ZERO, Links.of(job));
    }

    /** The attempt failed; {@code next} is to run after {@code delay}. */
    public static Settlement retrying(Reserved reserved, StoredJob next, Duration delay) {
        return putOff(reserved, Move.RETRYING, next, delay);
    }

    /** The job is to run again after {@code delay}, no attempt used up. */
    public static Settlement scheduled(Reserved reserved, StoredJob next, Duration delay) {
        return putOff(reserved, Move.SCHEDULED, next, delay);
    }

    private static Settlement putOff(Reserved reserved, Move move, StoredJob next, Duration delay) {
        return new Settlement(
                reserved,
                move,
                next.id().orElse(""),
                next.toBytes(),
                delay,
                new Links(next.uniqueKey(), Optional.empty()));
    }

    /** The job goes back to the head of its queue as it was. */
    public static Settlement released(Reserved reserved) {
        return new Settlement(
                reserved, Move.READY, "", reserved.payload(), Duration.ZERO, Links.NONE);
    }

    /** The job goes back to the head of its queue, changed. */
    public static Settlement released(Reserved reserved, StoredJob next) {
        return new Settlement(reserved, Move.READY, "", next.toBytes(), Duration.ZERO, Links.NONE);
    }

    /** The job is given up; its unique key is free for another. */
    public static Settlement dead(Reserved reserved, DeadJob record, Optional<String> uniqueKey) {
        return new Settlement(
                reserved,
                Move.DEAD,
                record.id(),
                record.toBytes(),
                Duration.ZERO,
                new Links(uniqueKey, Optional.empty()));
    }

    /** The same, counted with the failures of its group. */
    public Settlement by(FailedAttempt failed) {
        Links counted = new Links(links.uniqueKey(), links.outbox(), Optional.of(failed));
        return new Settlement(job, move, id, value, delay, counted);
    }

    boolean isPlain() {
        return move == Move.DONE && links.uniqueKey().isEmpty() && links.outbox().isEmpty();
    }
}
