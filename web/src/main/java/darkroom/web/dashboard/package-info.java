/**
 * The operators' dashboard: pages about the fleet, and the few things that can be done from there.
 *
 * <p>Start reading at {@link Dashboard}. Imported by {@code darkroom.web}; imports its own packages
 * below, {@code darkroom.web.http} of the queue its root, {@code .inspect}, {@code .json}, {@code
 * .ledger}, {@code .operator}, {@code .redis}, and {@code jobs.people}. Invariants: it talks to no
 * worker process; every page is made of counters and of one page of a list, whatever the size of
 * the list; a page is shown while Redis is away, with the last figures and their age; what is done
 * is noted in the audit log before.
 */
@NullMarked
package darkroom.web.dashboard;

import org.jspecify.annotations.NullMarked;
