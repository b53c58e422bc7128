package darkroom.workers;

import darkroom.queue.Limits;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.json.StoredJob;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Jobs in whose hands processes were lost: one of them may be the cause, and most are not. Each is
 * on record before it begins, so that a loss is counted against no job that only waited here. One
 * that the next loss would make dead begins only when no other of its like runs in this process.
 * Thread-safe.
 */
final class Suspects {
    private static final int PAUSE_MILLIS_MAX = 1_000;

    private final RandomGenerator random;
    private final AtomicReference<@Nullable RunningJob> alone = new AtomicReference<>();

    Suspects(RandomGenerator random) {
        this.random = random;
    }

    /** Whether one may begin. */
    enum Admission {
        /** It may, and is on record. */
        NOW,
        /** Another of its like runs: after {@link #pause}. */
        LATER,
        /** Not by this process: it was given up, or cannot reach Redis. */
        ELSEWHERE
    }

    /** Whether a job with losses may begin now. */
    Admission admit(RunningJob running, StoredJob job) {
        if (job.losses() >= Limits.LOSSES_MAX - 1 && !isAlone(running)) {
            return Admission.LATER;
        }
        try {
            return running.recordBegin() ? Admission.NOW : Admission.ELSEWHERE;
        } catch (StoreUnavailableException e) {
            return Admission.ELSEWHERE;
        }
    }

    /** How long one that may not begin is put off: each another time, so that they do not meet. */
    Duration pause() {
        return Duration.ofMillis(random.nextInt(1, PAUSE_MILLIS_MAX + 1));
    }

    private boolean isAlone(RunningJob running) {
        RunningJob other = alone.get();
        return (other == null || other.hasEnded()) && alone.compareAndSet(other, running);
    }
}
