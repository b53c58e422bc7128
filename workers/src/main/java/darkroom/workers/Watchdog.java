package darkroom.workers;

import java.time.Duration;
import java.util.List;

/** Interrupts attempts that have run longer than their timeout. */
final class Watchdog {
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Where nothing runs: a process that is idle is to cost next to nothing. */
    private static final Duration PAUSE_IDLE = Duration.ofMillis(250);

    private Watchdog() {}

    /** Looks at everything that runs once; returns how long until the next look. */
    static Duration watch(Term term) {
        List<RunningJob> all = term.running();
        for (RunningJob running : all) {
            if (running.isOverdue()) {
                running.interrupt(RunningJob.Interruption.TIMED_OUT);
            }
        }
        return all.isEmpty() ? PAUSE_IDLE : PAUSE;
    }
}
