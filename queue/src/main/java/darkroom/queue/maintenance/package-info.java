/**
 * What keeps the queue going: promoting what is due, and reaping lost processes.
 *
 * <p>Every worker process does both, with no leader: each step is one script that is right however
 * many run it. Imported by {@code workers}. Imports {@code darkroom.queue}, {@code .failures},
 * {@code .json}, {@code .redis}, {@code .reserve}.
 */
@NullMarked
package darkroom.queue.maintenance;

import org.jspecify.annotations.NullMarked;
