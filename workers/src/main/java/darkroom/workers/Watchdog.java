package darkroom.workers;

import java.time.Duration;

/** Interrupts attempts that have run longer than their timeout. */
final class Watchdog {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Watchdog() {}

    /** Looks at everything that runs once; returns how long until the next look. */
    static Duration watch(Term term) {
        for (RunningJob running : term.running()) {
            if (running.isOverdue()) {
                running.interrupt(RunningJob.Interruption.TIMED_OUT);
            }
        }
        return PAUSE;
    }
}
