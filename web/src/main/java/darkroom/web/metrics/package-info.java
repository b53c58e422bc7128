/**
 * Figures for Prometheus: requests of this process, whatever else its registry holds, and the
 * queue.
 *
 * <p>Imported by {@code darkroom.web} and by the composition root ({@link QueueFigures}). Imports
 * {@code darkroom.web.http}. Every label has a bounded set of values and is escaped; times are in
 * seconds, and names say so.
 */
@NullMarked
package darkroom.web.metrics;

import org.jspecify.annotations.NullMarked;
