/**
 * Figures for Prometheus: of the fleet, of this process, of its requests, and whatever else its
 * registry holds.
 *
 * <p>Imported by {@code darkroom.web}, by its dashboard for what is not timed, and by the
 * composition root ({@link MetricSource}). Imports {@code darkroom.web.http}. Every label has a
 * bounded set of values, never an id, and is escaped; times are in seconds, and names say so.
 * Whoever asks waits two seconds at most, whatever hangs.
 */
@NullMarked
package darkroom.web.metrics;

import org.jspecify.annotations.NullMarked;
