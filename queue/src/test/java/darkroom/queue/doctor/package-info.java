@NullMarked
package darkroom.queue.doctor;

import org.jspecify.annotations.NullMarked;
