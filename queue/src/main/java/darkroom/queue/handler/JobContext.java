package darkroom.queue.handler;

import darkroom.queue.trace.TraceParent;
import java.time.Duration;
import java.util.Optional;

/** What a handler may know of the attempt it runs. Safe to read from any thread. */
public interface JobContext {
    /** The job's id. */
    String jobId();

    /** Which attempt this is, from 1. Only failures count: a stop or a lost process does not. */
    int attempt();

    /** How many attempts the job has in all. */
    int maxAttempts();

    /**
     * The term of the process that runs this job: grows with each registration in the fleet. It
     * does not tell the earlier of two runs of a job: the process that takes a job over may be the
     * older. See {@link #fencingToken()}.
     */
    long term();

    /**
     * A moment at which this process held the job, in epoch milliseconds by Redis' clock. It grows
     * from each run of a job to the next, whichever process runs it; so where effects carry it, one
     * of a run that was given up can be refused once a later run has been there.
     */
    long fencingToken();

    /**
     * Whether this job may have been begun before: its effect may be there, and an earlier run that
     * was given up may still be under way.
     */
    boolean mayHaveBegun();

    /** Time until this attempt is interrupted; zero when it has passed. */
    Duration timeLeft();

    /**
     * The step of a trace that this attempt is, where the job was enqueued as part of one: by a web
     * request, or by a job of one. Jobs that the handler's thread enqueues are part of it, too;
     * another thread's are not.
     */
    default Optional<TraceParent> trace() {
        return Optional.empty();
    }

    /**
     * Whether to come to an end soon: the process is stopping, or was given up for lost. A long
     * handler that keeps a checkpoint looks here between steps and returns {@link
     * Outcome#snoozed(Duration)} to go on elsewhere.
     */
    boolean stopping();
}
