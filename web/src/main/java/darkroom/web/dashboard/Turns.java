package darkroom.web.dashboard;

import darkroom.web.http.Problem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** So many at a time do what is dear; others are told when to try again. Thread-safe. */
final class Turns {
    private final String what;
    private final int most;
    private final Duration patience;
    private final Duration later;
    private final Semaphore free;

    /**
     * Turns.
     *
     * @param what is done, such as {@code export}
     * @param most so many at a time
     * @param patience so long somebody waits for a turn
     * @param later after so long it is worth to try again
     */
    Turns(String what, int most, Duration patience, Duration later) {
        this.what = what;
        this.most = most;
        this.patience = patience;
        this.later = later;
        this.free = new Semaphore(most);
    }

    /**
     * Does it.
     *
     * @throws darkroom.web.http.ProblemException 503 if too many do
     */
    <T> T take(Supplier<T> work) {
        if (!isFree()) {
            throw Problem.of(
                            503,
                            "busy",
                            "cannot "
                                    + what
                                    + " now: expected fewer than "
                                    + most
                                    + " who do, found so many; try again in "
                                    + later.toSeconds()
                                    + " s")
                    .retryAfter(later)
                    .exception();
        }
        try {
            return work.get();
        } finally {
            free.release();
        }
    }

    private boolean isFree() {
        try {
            return free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
