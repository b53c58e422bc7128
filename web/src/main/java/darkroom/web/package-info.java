/**
 * The web tier: one thin, stateless process that answers the phone at once and leaves everything
 * slow to the queue.
 *
 * <p>Start reading at {@link WebServer}. Imported by the composition root only. Invariants: it
 * talks to no worker; it answers after the transaction has committed; it keeps nothing that another
 * process of the tier would miss; every route is closed unless it says otherwise.
 */
@NullMarked
package darkroom.web;

import org.jspecify.annotations.NullMarked;
