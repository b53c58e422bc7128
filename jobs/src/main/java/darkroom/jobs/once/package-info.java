/**
 * Effects that happen once, however often their job runs.
 *
 * <p>Imported by whatever has an effect without a row of its own; imports {@code shards}.
 */
@NullMarked
package darkroom.jobs.once;

import org.jspecify.annotations.NullMarked;
