/**
 * Is it alive, and is it ready: for load balancers and for people.
 *
 * <p>Imported by {@code darkroom.web} and by the composition root (the checks). Imports {@code
 * darkroom.web.http} and {@code darkroom.jobs.check}. To be alive depends on nothing outside of the
 * process. A check never runs twice at once and at most once a second, however often it is asked
 * for.
 */
@NullMarked
package darkroom.web.health;

import org.jspecify.annotations.NullMarked;
