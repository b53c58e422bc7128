/** Placeholder replaced with the first class. */
@NullMarked
package darkroom.workers;

import org.jspecify.annotations.NullMarked;
