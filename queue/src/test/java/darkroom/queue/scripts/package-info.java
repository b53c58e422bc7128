/**
 * Every Lua script by itself: what each case of it changes in all of Redis, and that neither an
 * error at any of its commands nor a key of another type loses a job.
 */
@NullMarked
package darkroom.queue.scripts;

import org.jspecify.annotations.NullMarked;
