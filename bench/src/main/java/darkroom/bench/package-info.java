/**
 * Loads that measure the queue and its workers through what any program may use of them.
 *
 * <p>Imported by {@code darkroom.cli}. Imports {@code darkroom.queue}, {@code darkroom.workers},
 * {@code darkroom.embedded} and {@code darkroom.bench.bare}. Every load is bounded in jobs and in
 * time, keeps to a Redis namespace of its own, checks that what it counted is what it enqueued, and
 * gives figures with each of their samples.
 */
@NullMarked
package darkroom.bench;

import org.jspecify.annotations.NullMarked;
