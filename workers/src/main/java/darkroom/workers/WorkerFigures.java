package darkroom.workers;

import darkroom.queue.TimeHistogram;
import java.util.Map;

/**
 * What a worker process is and has done, at one moment.
 *
 * @param state in {@link darkroom.queue.reserve.ProcessState}'s words
 * @param busy threads that run a job
 * @param idle threads that could run one
 * @param stuck threads that were given up and still run
 * @param held jobs that it holds: waiting for a thread, running, or ended and not yet settled
 * @param termsLost how often others have given it up for lost
 * @param fencedSettles jobs that had ended here when it was given up, so that their ends do not
 *     count
 * @param runTimes how long attempts ran, by kind
 */
public record WorkerFigures(
        String state,
        int busy,
        int idle,
        int stuck,
        int held,
        long termsLost,
        long fencedSettles,
        Map<String, TimeHistogram.Reading> runTimes) {
    /** Copies the map. */
    public WorkerFigures {
        runTimes = Map.copyOf(runTimes);
    }
}
