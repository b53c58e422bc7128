/**
 * Redis without the queue: what the server says of itself, and the floors, the least that any queue
 * on Redis has to do for the same work.
 *
 * <p>Imported by {@code darkroom.bench}; imports nothing of ours. It knows Redis' commands, and no
 * key of the queue's.
 */
@NullMarked
package darkroom.bench.bare;

import org.jspecify.annotations.NullMarked;
