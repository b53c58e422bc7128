/**
 * The feed over HTTP.
 *
 * <p>Imported by {@code darkroom.web}; imports {@code darkroom.web.http}, {@code
 * darkroom.web.photos} (where pictures are) and {@code darkroom.jobs.feed}.
 */
@NullMarked
package darkroom.web.feed;

import org.jspecify.annotations.NullMarked;
