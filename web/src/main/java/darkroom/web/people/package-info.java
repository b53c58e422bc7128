/**
 * People over HTTP: signing up, profiles, following.
 *
 * <p>Imported by {@code darkroom.web}; imports {@code darkroom.web.http} and {@code
 * darkroom.jobs.people}.
 */
@NullMarked
package darkroom.web.people;

import org.jspecify.annotations.NullMarked;
