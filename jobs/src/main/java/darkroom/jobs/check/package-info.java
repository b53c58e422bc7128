/**
 * A job through the whole system and back, to find out whether it works.
 *
 * <p>Imported by the web tier ({@code /check/deep}) and by the composition root; imports {@code
 * shards} and of the queue its root, {@code .handler} and {@code .outbox}. A check leaves nothing
 * behind: its row goes when its job is done or its time is over, and a job that comes too late does
 * nothing.
 *
 * <pre>
 *   COMMIT ──row in the outbox──► RELAY ──sent to Redis──► WORKER ──done, row deleted──► BACK
 * </pre>
 */
@NullMarked
package darkroom.jobs.check;

import org.jspecify.annotations.NullMarked;
