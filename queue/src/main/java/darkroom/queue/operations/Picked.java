package darkroom.queue.operations;

import darkroom.queue.archive.Place;
import darkroom.queue.json.DeadJob;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A dead job as it was seen.
 *
 * @param name its name in the dead set
 * @param since when it died, as Redis writes the score
 * @param record its record, not copied; empty if it has none
 * @param isRead whether the archive was asked for its body, should that be there
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Picked(String name, String since, byte[] record, boolean isRead) {
    /** As Redis has it. */
    Picked(String name, String since, byte[] record) {
        this(name, since, record, false);
    }

    /** Whether its body is in the archive, or nowhere. */
    boolean isStub() {
        return DeadJob.isStub(record);
    }

    /** Where it is in the archive. */
    Place place() {
        return new Place((long) Double.parseDouble(since), name);
    }

    /** The same with a body from the archive; as it is, if there is none. */
    Picked with(byte @Nullable [] body) {
        return new Picked(name, since, body == null ? record : body, true);
    }

    /** The job, unless its record cannot be read. */
    Optional<DeadJob> job() {
        try {
            return record.length == 0
                    ? Optional.empty()
                    : Optional.of(DeadJob.fromBytes(record).withId(name));
        } catch (IllegalStateException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
