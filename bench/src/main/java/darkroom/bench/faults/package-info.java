/**
 * Breaks the queue in every way that is known, again and again, and counts what became of the jobs.
 *
 * <p>The program behind {@code bench/faults}. Imports {@code darkroom.queue}, {@code
 * darkroom.workers}, {@code darkroom.embedded} and {@code darkroom.bench.bare}; nothing imports it.
 * What runs jobs, and is killed, is a JVM of its own; what they did is known here, where no fault
 * reaches, from a line that each sends before it does it. Every number comes from the seed that is
 * printed, but for the moments at which processes happen to be.
 */
@NullMarked
package darkroom.bench.faults;

import org.jspecify.annotations.NullMarked;
