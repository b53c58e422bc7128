/** Tests of what tells failures apart, and of what is kept of them. */
@NullMarked
package darkroom.queue.failures;

import org.jspecify.annotations.NullMarked;
