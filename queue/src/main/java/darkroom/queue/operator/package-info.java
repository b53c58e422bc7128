/**
 * Who may look at the fleet and act on it, and what they did: accounts, sessions, the link that
 * makes the first account, and the audit log.
 *
 * <p>Imported by {@code darkroom.web} and the composition root; workers never use it. Imports
 * {@code darkroom.queue}, {@code .redis}. Invariants: no secret stands in Redis, only its hash; a
 * secret is given out once; all of it works in a Redis that is full, since that is when it is
 * needed.
 */
@NullMarked
package darkroom.queue.operator;

import org.jspecify.annotations.NullMarked;
