package darkroom.workers;

import static darkroom.workers.TestFleet.NOTE;

import darkroom.queue.QueueFullException;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.handler.JobHandler;
import darkroom.queue.handler.Outcome;
import darkroom.workers.TestFleet.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that enqueue without a pause worth the name, whatever happens, and the count of what came
 * of it. Every second job goes to a queue that nobody serves yet: those wait in Redis.
 */
final class Traffic implements AutoCloseable {
    /** The queue that nobody serves yet. */
    static final String LATER = "later";

    private static final int THREADS = 4;
    private static final long PAUSE_NANOS = 4_000_000;

    private final TestFleet fleet;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> runs = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicLong lastAcknowledged = new AtomicLong();
    private final AtomicLong lastRun = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    private Traffic(TestFleet fleet) {
        this.fleet = fleet;
    }

    static Traffic on(TestFleet fleet) {
        Traffic traffic = new Traffic(fleet);
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(traffic::enqueue, "traffic-" + i);
            thread.setDaemon(true);
            traffic.threads.add(thread);
            thread.start();
        }
        return traffic;
    }

    /** Counts runs. */
    JobHandler<Note> handler() {
        return (note, context) -> {
            runs.merge(context.jobId(), 1, Integer::sum);
            lastRun.set(System.nanoTime());
            return Outcome.completed();
        };
    }

    Set<String> acknowledged() {
        return acknowledged;
    }

    /** Jobs whose enqueue failed: they may be in or not. */
    Set<String> unknown() {
        return unknown;
    }

    Map<String, Integer> runs() {
        return runs;
    }

    /** Whether an enqueue has succeeded and a job has run since that moment. */
    boolean flowsSince(long nanos) {
        return lastAcknowledged.get() - nanos > 0 && lastRun.get() - nanos > 0;
    }

    /** Acknowledged and never run. */
    List<String> lost() {
        return acknowledged.stream().filter(id -> !runs.containsKey(id)).sorted().toList();
    }

    /** Run and never asked for. */
    List<String> unexpected() {
        return runs.keySet().stream()
                .filter(id -> !acknowledged.contains(id) && !unknown.contains(id))
                .toList();
    }

    /** Runs beyond the first of each job. */
    long duplicates() {
        return runs.values().stream().mapToLong(count -> count - 1).sum();
    }

    /** Ends the traffic; what has been enqueued stays. */
    @Override
    public void close() {
        ended = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void enqueue() {
        while (!ended) {
            int number = numbers.incrementAndGet();
            String id = "n" + number;
            try {
                fleet.client()
                        .enqueue(
                                NOTE.job(new Note(number))
                                        .withId(id)
                                        .onQueue(number % 2 == 0 ? "note" : LATER));
                acknowledged.add(id);
                lastAcknowledged.set(System.nanoTime());
            } catch (StoreUnavailableException e) {
                unknown.add(id);
            } catch (QueueFullException e) {
                // Refused: if it runs all the same, it is unexpected.
            }
            LockSupport.parkNanos(PAUSE_NANOS); // a rate, not a wait
        }
    }
}
