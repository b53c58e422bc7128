/**
 * The operators' dashboard: pages about the fleet, and the few things that can be done from there.
 *
 * <p>Start reading at {@link Dashboard}. Imported by {@code darkroom.web}; imports its own packages
 * below, {@code darkroom.web.http} and {@code .metrics}, of the queue what operators use, and
 * {@code jobs.people}, {@code .feed}, {@code .shards}. Invariants: it talks to no worker process;
 * every page is made of counters and of one page of a list, whatever the size of the list, and what
 * has to look at more has a bound and a deadline, and says how far it came; a page is shown while
 * Redis is away, with the last figures and their age; what is done is noted in the audit log
 * before.
 */
@NullMarked
package darkroom.web.dashboard;

import org.jspecify.annotations.NullMarked;
