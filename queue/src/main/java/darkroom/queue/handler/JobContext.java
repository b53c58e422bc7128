package darkroom.queue.handler;

import java.time.Duration;

/** What a handler may know of the attempt it runs. Safe to read from any thread. */
public interface JobContext {
    /** The job's id. */
    String jobId();

    /** Which attempt this is, from 1. Only failures count: a stop or a lost process does not. */
    int attempt();

    /** How many attempts the job has in all. */
    int maxAttempts();

    /**
     * The term of the process that runs this job: grows with each registration in the fleet, so an
     * effect that carries it can be told from one of a process that was given up for lost.
     */
    long term();

    /** Time until this attempt is interrupted; zero when it has passed. */
    Duration timeLeft();

    /**
     * Whether to come to an end soon: the process is stopping, or was given up for lost. A long
     * handler that keeps a checkpoint looks here between steps and returns {@link
     * Outcome#snoozed(Duration)} to go on elsewhere.
     */
    boolean stopping();
}
