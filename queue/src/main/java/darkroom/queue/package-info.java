/**
 * What a job is: its kind, its args, its options and its limits, and the errors a caller can meet.
 *
 * <p>Values only: nothing here talks to a server. Imported by every package of the library and by
 * its users; imports none of them.
 */
@NullMarked
package darkroom.queue;

import org.jspecify.annotations.NullMarked;
