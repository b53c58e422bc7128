package darkroom.bench.faults;

import darkroom.bench.BenchFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Faults on several tracks at once; a track stays with a setting, and its stage, while it can. */
final class Tracks {
    private final int count;
    private final Track track;

    /** What plays the faults of one track, one after the other. */
    @FunctionalInterface
    interface Track {
        void run(Work work) throws InterruptedException;
    }

    /** What plays one fault. */
    @FunctionalInterface
    interface Player {
        Total play(Fault fault) throws InterruptedException;
    }

    /** What is left to be played, shared by all tracks. Thread-safe. */
    static final class Work {
        private final List<Fault> left;
        private final Map<String, Total> totals = new ConcurrentHashMap<>();

        private Work(List<Fault> faults) {
            this.left = new ArrayList<>(faults);
        }

        /** Plays until nothing is left. */
        void each(Player player) throws InterruptedException {
            Optional<Fault> next = next(Optional.empty());
            while (next.isPresent()) {
                totals.put(next.get().name(), player.play(next.get()));
                next = next(next.map(Fault::setting));
            }
        }

        private synchronized Optional<Fault> next(Optional<Setting> at) {
            Optional<Fault> next =
                    left.stream()
                            .filter(fault -> at.isPresent() && fault.setting().equals(at.get()))
                            .findFirst()
                            .or(() -> left.stream().findFirst());
            next.ifPresent(left::remove);
            return next;
        }
    }

    Tracks(int count, Track track) {
        this.count = count;
        this.track = track;
    }

    /** Plays all of them; returns what came of each, in their order. */
    List<Total> play(List<Fault> faults) throws InterruptedException {
        Work work = new Work(faults);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<?>> tracks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                tracks.add(
                        threads.submit(
                                () -> {
                                    track.run(work);
                                    return true;
                                }));
            }
            for (Future<?> one : tracks) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new BenchFailedException("a track has ended: " + e.getCause());
        } finally {
            threads.shutdownNow();
        }
        return faults.stream()
                .map(fault -> Objects.requireNonNull(work.totals.get(fault.name())))
                .toList();
    }
}
