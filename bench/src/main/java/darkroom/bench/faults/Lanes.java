package darkroom.bench.faults;

import darkroom.bench.BenchFailedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Faults in several lanes at once; those of one setting stay in one lane, and on its stage. */
final class Lanes {
    private final int count;
    private final Lane lane;

    /** What plays the faults of one lane, one after the other. */
    @FunctionalInterface
    interface Lane {
        void run(Work work) throws InterruptedException;
    }

    /** What plays one fault. */
    @FunctionalInterface
    interface Player {
        Total play(Fault fault) throws InterruptedException;
    }

    /** What is left to be played, shared by all lanes. */
    static final class Work {
        private final Queue<List<Fault>> left;
        private final Map<String, Total> totals = new ConcurrentHashMap<>();

        private Work(Queue<List<Fault>> left) {
            this.left = left;
        }

        /** Plays until nothing is left. */
        void each(Player player) throws InterruptedException {
            for (List<Fault> alike = left.poll(); alike != null; alike = left.poll()) {
                for (Fault fault : alike) {
                    totals.put(fault.name(), player.play(fault));
                }
            }
        }
    }

    Lanes(int count, Lane lane) {
        this.count = count;
        this.lane = lane;
    }

    /** Plays all of them; returns what came of each, in their order. */
    List<Total> play(List<Fault> faults) throws InterruptedException {
        Map<Setting, List<Fault>> alike = new LinkedHashMap<>();
        faults.forEach(
                fault ->
                        alike.computeIfAbsent(fault.setting(), any -> new ArrayList<>())
                                .add(fault));
        Work work = new Work(new ConcurrentLinkedQueue<>(alike.values()));
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<?>> lanes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                lanes.add(
                        threads.submit(
                                () -> {
                                    lane.run(work);
                                    return true;
                                }));
            }
            for (Future<?> one : lanes) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new BenchFailedException("a lane has ended: " + e.getCause());
        } finally {
            threads.shutdownNow();
        }
        return faults.stream()
                .map(fault -> Objects.requireNonNull(work.totals.get(fault.name())))
                .toList();
    }
}
