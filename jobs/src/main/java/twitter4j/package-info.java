/**
 * The one class that must stand in twitter4j's package: its signer is public, the request that it
 * signs is not.
 *
 * <p>Imported by {@code darkroom.jobs.crosspost} alone.
 */
@NullMarked
package twitter4j;

import org.jspecify.annotations.NullMarked;
