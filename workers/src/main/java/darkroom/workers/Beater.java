package darkroom.workers;

import darkroom.queue.ledger.Builds;
import darkroom.queue.maintenance.Reaper.Lease;
import darkroom.queue.objectives.Objectives;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.reserve.Heartbeat;
import darkroom.queue.reserve.ProcessLostException;
import darkroom.queue.reserve.ProcessState;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps a process's place in the fleet, shows what it does, and follows what is wanted of it. */
final class Beater {
    private static final int TRIES = 10;

    private final Heartbeat heartbeat;
    private final Builds builds;
    private final Objectives objectives;
    private int tries;
    private String toldAs = "";
    private final Term term;
    private final ProcessSwitch process;
    private final ProcessRecord record;
    private final Lease lease;
    private final Runnable onStopWanted;
    private long steadySinceNanos = System.nanoTime();
    private long lastBeatNanos = System.nanoTime();
    private @Nullable ProcessState followed;

    Beater(
            RedisStore store,
            Term term,
            ProcessSwitch process,
            ProcessRecord record,
            Runnable onStopWanted) {
        this.heartbeat = new Heartbeat(store, record.lease().suspicion());
        this.builds = new Builds(store);
        this.objectives = new Objectives(store);
        this.term = term;
        this.process = process;
        this.record = record;
        this.lease = record.lease();
        this.onStopWanted = onStopWanted;
    }

    /**
     * Beats once; returns how long until the next.
     *
     * @param reaper run if another process is silent
     * @param board told whether somebody wants to see what the threads do
     */
    Duration beat(Doorbell fetcher, Runnable reaper, Consumer<Boolean> board) {
        Duration pause = lease.beat();
        if (term.isLost()) {
            return pause;
        }
        try {
            Heartbeat.Heard heard =
                    heartbeat.beat(term.membership(), process.state(), record.read(term, process));
            keepSteady();
            follow(heard, fetcher);
            board.accept(heard.someoneLooks());
            if (heard.someoneSilent()) {
                reaper.run();
            }
            tellOfBuild();
        } catch (ProcessLostException e) {
            term.lose();
            fetcher.ring();
        }
        return pause;
    }

    // Last, and not for ever: a beat must not depend on it.
    private void tellOfBuild() {
        String id = term.membership().id();
        if (!id.equals(toldAs)) {
            // Whatever took this process out of the fleet may have taken what was told as well.
            toldAs = id;
            tries = TRIES;
        }
        if (tries > 0) {
            tries--;
            if (!record.build().isEmpty()) {
                builds.see(record.build());
            }
            objectives.declare(record.kinds());
            tries = 0;
        }
    }

    /** For how long beats have come through without a break; zero while there is one. */
    synchronized Duration steadyFor() {
        long now = System.nanoTime();
        boolean broken = now - lastBeatNanos > 3 * lease.beat().toNanos();
        return Duration.ofNanos(broken ? 0 : now - steadySinceNanos);
    }

    private synchronized void keepSteady() {
        long now = System.nanoTime();
        if (now - lastBeatNanos > 3 * lease.beat().toNanos()) {
            steadySinceNanos = now;
        }
        lastBeatNanos = now;
    }

    private void follow(Heartbeat.Heard heard, Doorbell fetcher) {
        int threads =
                Math.min(
                        heard.threads().orElse(process.threadsAtStart()), WorkerConfig.THREADS_MAX);
        if (threads != process.threads()) {
            process.threads(threads);
            term.resized();
            fetcher.ring();
        }
        if (heard.state().isPresent() && heard.state().get() != followed) {
            ProcessState state = heard.state().get();
            followed = state;
            if (state == ProcessState.STOPPING) {
                onStopWanted.run();
            } else {
                process.turn(state);
                fetcher.ring();
            }
        }
        if (process.state() == ProcessState.DRAINING && term.hand().heldCount() == 0) {
            process.turn(ProcessState.QUIET);
        }
    }
}
