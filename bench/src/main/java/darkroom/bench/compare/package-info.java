/**
 * Runs ours, the floors and the peers in turn, and says how they stand to each other.
 *
 * <p>The program behind {@code bench/compare}. Imports {@code darkroom.bench} for figures and
 * {@code darkroom.embedded} for Redis; nothing imports it. What it measures runs in processes of
 * their own, each on a Redis of its own, one at a time, and all of them end with this one.
 */
@NullMarked
package darkroom.bench.compare;

import org.jspecify.annotations.NullMarked;
