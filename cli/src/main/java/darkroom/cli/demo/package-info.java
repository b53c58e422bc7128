/**
 * The story that {@code darkroom demo} tells and checks.
 */
@NullMarked
package darkroom.cli.demo;

import org.jspecify.annotations.NullMarked;
