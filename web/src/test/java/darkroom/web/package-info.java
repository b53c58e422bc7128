/** Tests of the web tier, over HTTP and on real servers wherever something is served. */
@NullMarked
package darkroom.web;

import org.jspecify.annotations.NullMarked;
