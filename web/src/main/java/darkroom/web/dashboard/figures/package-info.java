/**
 * The figures that the dashboard shows, read all at once, at most once a second, and kept for as
 * long as Redis is away.
 *
 * <p>Imported by {@code darkroom.web.dashboard}; imports of the queue its root, {@code .inspect},
 * {@code .json}, {@code .failures}, {@code .ledger}, {@code .objectives}, {@code .redis}, {@code
 * .threads}, and {@code darkroom.web.http}. Everything is read from counters, sizes and the heads
 * of lists: nothing here walks through jobs.
 */
@NullMarked
package darkroom.web.dashboard.figures;

import org.jspecify.annotations.NullMarked;
