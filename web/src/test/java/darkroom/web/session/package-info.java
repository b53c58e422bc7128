/** Tests of the package of the same name. */
@NullMarked
package darkroom.web.session;

import org.jspecify.annotations.NullMarked;
