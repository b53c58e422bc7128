/**
 * One worker process: it joins the fleet, fetches, runs, settles, beats, reaps, promotes, and
 * stops.
 *
 * <p>Threads: one <em>fetcher</em> is the only one that exchanges jobs with Redis; up to N
 * <em>workers</em> run handlers; the <em>beater</em> keeps the place in the fleet; the
 * <em>keeper</em> promotes and reaps; the <em>watchdog</em> interrupts attempts that run too long.
 * Knows no job of anybody's: handlers come in a registry. Imports {@code darkroom.queue} and its
 * packages; imported by {@code cli}.
 *
 * <p>Stop is quiet, drain, release: take nothing new, wait for what is in hand until the deadline,
 * give the rest back to the heads of their queues before any thread is let go of. It is worse to
 * lose a job than to run it twice, and worse to run it twice than to wait.
 */
@NullMarked
package darkroom.workers;

import org.jspecify.annotations.NullMarked;
