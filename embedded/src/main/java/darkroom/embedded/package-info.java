/** Placeholder replaced with the first class. */
@NullMarked
package darkroom.embedded;

import org.jspecify.annotations.NullMarked;
