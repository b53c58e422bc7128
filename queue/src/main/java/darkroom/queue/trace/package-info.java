/**
 * Which request a thread works for, from the web tier to the last job that comes of it.
 *
 * <p>Imported by whoever enqueues, runs handlers or writes log lines; imports nothing of ours. What
 * a thread works for is the thread's own: nothing is kept beside it and nothing has to be cleared.
 */
@NullMarked
package darkroom.queue.trace;

import org.jspecify.annotations.NullMarked;
