package darkroom.workers;

import darkroom.queue.reserve.Settlement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/** The jobs that this process holds under one term: running, and ended but not yet settled. */
final class JobsInHand {
    private final Map<Long, RunningJob> running = new HashMap<>();
    private final Queue<Ended> ended = new ArrayDeque<>();
    private final Set<Long> unsettled = new HashSet<>();
    private boolean closed;

    /**
     * A job that has ended here.
     *
     * @param stats what its end adds to which counter
     */
    record Ended(Settlement settlement, Map<String, Long> stats) {}

    /** Takes a job in hand; whether it may run, which is not so once the hand is closed. */
    synchronized boolean began(RunningJob job) {
        running.put(job.reserved().sequence(), job);
        return !closed;
    }

    /** Lets nothing more begin: what comes from now on is to be given back. */
    synchronized void close() {
        closed = true;
    }

    synchronized void ended(RunningJob job, Ended end) {
        running.remove(job.reserved().sequence());
        unsettled.add(job.reserved().sequence());
        ended.add(end);
        notifyAll();
    }

    synchronized List<Ended> takeEnded(int most) {
        List<Ended> taken = new ArrayList<>(Math.min(most, ended.size()));
        while (taken.size() < most && !ended.isEmpty()) {
            taken.add(ended.remove());
        }
        return taken;
    }

    synchronized void settled(Collection<Settlement> settlements) {
        settlements.forEach(settlement -> unsettled.remove(settlement.job().sequence()));
    }

    synchronized boolean holds(long sequence) {
        return running.containsKey(sequence) || unsettled.contains(sequence);
    }

    synchronized int runningCount() {
        return running.size();
    }

    synchronized int heldCount() {
        return running.size() + unsettled.size();
    }

    synchronized List<RunningJob> running() {
        return List.copyOf(running.values());
    }

    /** Waits until nothing runs; false if {@code nanos} passed before. */
    synchronized boolean awaitIdle(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (!running.isEmpty()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(Math.max(1, left / 1_000_000));
        }
        return true;
    }
}
