package darkroom.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same work on many threads at once. */
final class Together {
    private Together() {}

    /** Work of one of the threads, numbered from 0. */
    @FunctionalInterface
    interface Part {
        void run(int thread) throws InterruptedException;
    }

    /** Runs it on so many threads and returns when all have ended. */
    static void run(int threads, Part part) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                parts.add(
                        pool.submit(
                                () -> {
                                    part.run(thread);
                                    return null;
                                }));
            }
            for (Future<?> each : parts) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new BenchFailedException(
                    "cannot run the load on " + threads + " threads: found " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
        }
    }
}
