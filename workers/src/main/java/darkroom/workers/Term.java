package darkroom.workers;

import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;

/** One stay of this process in the fleet: its membership, and the jobs it holds under it. */
final class Term {
    private final Membership membership;
    private final JobsInHand hand = new JobsInHand();
    private final Ending ending;
    private volatile boolean lost;

    Term(Membership membership, RandomGenerator random) {
        this.membership = membership;
        this.ending = new Ending(membership.id(), random);
    }

    Membership membership() {
        return membership;
    }

    JobsInHand hand() {
        return hand;
    }

    boolean isLost() {
        return lost;
    }

    /** Runs a reserved job on {@code threads}; {@code onEnd} is called after each. */
    void start(
            Reserved reserved,
            ProcessSwitch process,
            JobExecutor executor,
            Executor threads,
            Runnable onEnd) {
        RunningJob running = new RunningJob(reserved, membership.term(), process);
        if (!hand.began(running)) {
            end(running, ending.released(reserved));
            onEnd.run();
            return;
        }
        try {
            threads.execute(
                    () -> {
                        end(running, attempt(running, executor));
                        onEnd.run();
                    });
        } catch (OutOfMemoryError | RejectedExecutionException noThread) {
            end(running, ending.released(reserved));
            onEnd.run();
        }
    }

    // The other edge at which everything is caught: a fault of ours must not strand the job.
    private JobsInHand.Ended attempt(RunningJob running, JobExecutor executor) {
        try {
            return executor.run(running, ending);
        } catch (Throwable fault) {
            return ending.refused(running.reserved(), Optional.empty(), "fault", fault);
        }
    }

    private void end(RunningJob running, JobsInHand.Ended end) {
        if (running.end()) {
            hand.ended(running, end);
        }
    }

    /** Begins nothing more: what Redis still gives is given back. */
    void close() {
        hand.close();
    }

    /** Ends what still runs by giving it back; what has ended meanwhile keeps its own end. */
    void release() {
        for (RunningJob running : hand.running()) {
            end(running, ending.released(running.reserved()));
        }
    }

    /** Tells all that run to come to an end. */
    void interruptAll(RunningJob.Interruption reason) {
        hand.running().forEach(running -> running.interrupt(reason));
    }

    /** The fleet has given this process up: nothing of this term counts any more. */
    void lose() {
        lost = true;
        interruptAll(RunningJob.Interruption.LOST);
    }
}
