package darkroom.workers;

import darkroom.queue.handler.Failure;
import darkroom.queue.json.StoredJob;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interrupts attempts that have run longer than their timeout. One whose handler still runs a grace
 * later is <em>stuck</em>: it has failed, and its thread is given up for another. A JVM cannot end
 * a thread, so a process with too many of them is to be replaced.
 */
final class Watchdog {
    /** With so many stuck threads a process is replaced, or sooner with a quarter of its own. */
    static final int STUCK_MAX = 50;

    /** Where nothing runs: a process that is idle is to cost next to nothing. */
    private static final Duration PAUSE_IDLE = Duration.ofMillis(250);

    private static final int SHARE = 4;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final WorkerThreads threads;
    private final JobExecutor executor;
    private final Duration grace;
    private final Consumer<String> onWornOut;

    /**
     * A watch over all threads of a process.
     *
     * @param grace how long a handler may run on after its interrupt
     * @param onWornOut told, again and again, why the process is to be replaced
     */
    Watchdog(
            WorkerThreads threads,
            JobExecutor executor,
            Duration grace,
            Consumer<String> onWornOut) {
        this.threads = threads;
        this.executor = executor;
        this.grace = grace;
        this.onWornOut = onWornOut;
    }

    /** Looks at everything that runs once; returns how long until the next look. */
    Duration watch() {
        List<RunningJob> all = threads.running();
        for (RunningJob running : all) {
            if (running.isOverdue()) {
                running.interrupt(RunningJob.Interruption.TIMED_OUT);
            }
            if (running.isStuck(grace)) {
                giveUp(running);
            }
        }
        int most = Math.min(STUCK_MAX, Math.max(1, threads.wanted() / SHARE));
        if (threads.stuckCount() >= most) {
            onWornOut.accept("too many threads are stuck");
        }
        if (executor.wasOutOfMemory()) {
            onWornOut.accept("out of memory");
        }
        return all.isEmpty() ? PAUSE_IDLE : PAUSE;
    }

    private void giveUp(RunningJob running) {
        String stack =
                Arrays.stream(running.stack())
                        .map(frame -> "\tat " + frame + "\n")
                        .collect(Collectors.joining());
        if (!running.giveUp(executor, failure(stack))) {
            return;
        }
        threads.replace(running);
        StoredJob job = running.job();
        LOG.atWarn()
                .addKeyValue("job", running.jobId())
                .addKeyValue("kind", job.kind())
                .addKeyValue("queue", running.reserved().queue())
                .addKeyValue("attempt", running.attempt())
                .addKeyValue("stack", stack)
                .log("handler is stuck, its thread is given up");
    }

    private Failure failure(String stack) {
        return new Failure(
                "stuck",
                "the handler still ran "
                        + grace
                        + " after it was interrupted; its thread was given up and is where the stack"
                        + " says. It may still have its effect: look why it ignores its interrupt",
                stack);
    }
}
