@NullMarked
package darkroom.queue.objectives;

import org.jspecify.annotations.NullMarked;
