/**
 * The JSON of a job: Resque's {@code {"class": KIND, "args": [...]}} with members of our own that
 * Resque's and Jesque's clients ignore.
 *
 * <p>Whatever stands in a queue was written by somebody else, so every read is bounded and ends in
 * a value or in one clear error. Imports {@code darkroom.queue}.
 */
@NullMarked
package darkroom.queue.json;

import org.jspecify.annotations.NullMarked;
