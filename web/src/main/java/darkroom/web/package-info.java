/** Placeholder replaced with the first class. */
@NullMarked
package darkroom.web;

import org.jspecify.annotations.NullMarked;
