/**
 * Within which time jobs of a queue are to begin, and whether they do. A build says so for the
 * queues of its kinds; a person may say something else, which holds.
 *
 * <p>Imported by {@code .inspect}, by {@code darkroom.workers}, {@code web} and {@code cli}.
 * Imports {@code darkroom.queue}, {@code .redis}. At most {@link
 * darkroom.queue.Limits#OBJECTIVES_MAX} are kept of each sort.
 */
@NullMarked
package darkroom.queue.objectives;

import org.jspecify.annotations.NullMarked;
