/** Placeholder replaced with the first class. */
@NullMarked
package darkroom.queue;

import org.jspecify.annotations.NullMarked;
