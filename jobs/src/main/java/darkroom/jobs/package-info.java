/** Placeholder replaced with the first class. */
@NullMarked
package darkroom.jobs;

import org.jspecify.annotations.NullMarked;
