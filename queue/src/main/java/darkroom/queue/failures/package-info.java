/**
 * Failures that are one failure: what tells them apart, how they are counted in the call that
 * settles the attempt, and what people say of them. Nothing here ever scans.
 *
 * <p>Imported by whoever settles attempts, and by pages and verbs that show failures. Imports
 * {@code darkroom.queue}, {@code .handler}, {@code .json}, {@code .redis}.
 */
@NullMarked
package darkroom.queue.failures;

import org.jspecify.annotations.NullMarked;
