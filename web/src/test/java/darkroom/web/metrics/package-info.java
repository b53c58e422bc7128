/** Tests of the package of the same name. */
@NullMarked
package darkroom.web.metrics;

import org.jspecify.annotations.NullMarked;
