/**
 * How work gets in: enqueue one job or many.
 *
 * <p>What a web tier needs, and no more. Imports {@code darkroom.queue}, {@code .json}, {@code
 * .redis}.
 */
@NullMarked
package darkroom.queue.client;

import org.jspecify.annotations.NullMarked;
