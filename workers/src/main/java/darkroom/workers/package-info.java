/**
 * One worker process: it joins the fleet, fetches, runs, settles, beats, reaps, promotes, and
 * stops.
 *
 * <p>Threads: the <em>fetcher</em> exchanges jobs with Redis, and so does the <em>subscription</em>
 * when it hears of some while the fetcher rests; up to N <em>workers</em> run handlers; the
 * <em>beater</em> keeps the place in the fleet; the <em>promoter</em> and the <em>reaper</em> keep
 * the schedules and the fleet; the <em>operator</em> takes its turn at operations on dead jobs; the
 * <em>watchdog</em> interrupts attempts that run too long; <em>threads</em> shows what the others
 * do while somebody looks. Knows no job of anybody's: handlers come in a registry. Imports {@code
 * darkroom.queue} and its packages; imported by {@code cli}.
 *
 * <p>Stop is quiet, drain, release: take nothing new, wait for what is in hand until the deadline,
 * give the rest back to the heads of their queues before any thread is let go of. It is worse to
 * lose a job than to run it twice, and worse to run it twice than to wait.
 */
@NullMarked
package darkroom.workers;

import org.jspecify.annotations.NullMarked;
