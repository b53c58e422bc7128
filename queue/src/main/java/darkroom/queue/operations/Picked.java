package darkroom.queue.operations;

import darkroom.queue.json.DeadJob;
import java.util.Optional;

/**
 * A dead job as it was seen.
 *
 * @param name its name in the dead set
 * @param since when it died, as Redis writes the score
 * @param record its record, not copied; empty if it has none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Picked(String name, String since, byte[] record) {
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
