/**
 * Signing in and out, and the guard that every closed route stands behind.
 *
 * <p>Imported by {@code darkroom.web}; imports {@code darkroom.web.http} and {@code
 * darkroom.jobs.people}. A route is closed unless it is marked open; guesses at a password are
 * counted, in bounded memory.
 */
@NullMarked
package darkroom.web.session;

import org.jspecify.annotations.NullMarked;
