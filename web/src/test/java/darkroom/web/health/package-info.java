/** Tests of the package of the same name. */
@NullMarked
package darkroom.web.health;

import org.jspecify.annotations.NullMarked;
