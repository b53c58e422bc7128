/** Tests of operations on dead jobs. */
@NullMarked
package darkroom.queue.operations;

import org.jspecify.annotations.NullMarked;
