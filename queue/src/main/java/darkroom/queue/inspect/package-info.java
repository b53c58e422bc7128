/**
 * What operators and pages see of the queue, and what they can do to it. No worker needs any of it:
 * inspection and execution are separate programs on the same data.
 *
 * <p>Every listing is bounded by {@link darkroom.queue.Limits#PAGE_MAX}; counts come from counters.
 * Imports {@code darkroom.queue}, {@code .json}, {@code .ledger}, {@code .objectives}, {@code
 * .redis}, {@code .reserve}.
 */
@NullMarked
package darkroom.queue.inspect;

import org.jspecify.annotations.NullMarked;
