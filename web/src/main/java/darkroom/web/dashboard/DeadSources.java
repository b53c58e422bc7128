package darkroom.web.dashboard;

import darkroom.queue.archive.DeadBodies;
import darkroom.queue.archive.DeadSearch;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is known of dead jobs beside Redis.
 *
 * @param bodies where those are that are not in Redis
 * @param search gives what finds dead jobs by an index; asked when somebody searches, and none
 *     where there is no archive
 */
public record DeadSources(DeadBodies bodies, Supplier<Optional<DeadSearch>> search) {
    /** Nothing. */
    public static final DeadSources NONE = new DeadSources(DeadBodies.NONE, Optional::empty);
}
