/** Placeholder replaced with the first class. */
@NullMarked
package darkroom.cli;

import org.jspecify.annotations.NullMarked;
