package darkroom.bench.faults;

import darkroom.bench.bare.BareList;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * The control: a queue as simple as can be. A job is taken out of Redis and run; who dies between
 * the two has lost it.
 */
final class PopWorker {
    private static final String KEY = "faults:pop";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int BATCH = 100;

    private PopWorker() {}

    static BareList list(int port) {
        return new BareList(URI.create("redis://127.0.0.1:" + port), TIMEOUT, KEY);
    }

    /** Works until it is killed, on as many threads as a worker process has. */
    static void run(Order order, Wire wire) {
        for (int i = 0; i < order.number("threads"); i++) {
            Thread thread = new Thread(() -> work((int) order.number("port"), wire), "pop");
            thread.start();
        }
    }

    private static void work(int port, Wire wire) {
        try (BareList list = list(port)) {
            while (!Thread.currentThread().isInterrupted()) {
                list.take().ifPresent(job -> handle(job, wire));
            }
        }
    }

    private static void handle(String job, Wire wire) {
        String[] parts = job.split(" ", -1);
        long round = Long.parseLong(parts[0]);
        long number = Long.parseLong(parts[1]);
        wire.tell("r", round, number, 1, 1);
        LockSupport.parkNanos(Long.parseLong(parts[2]) * 1_000);
        wire.tell("e", round, number, 1);
    }

    /** Enqueues for it. */
    static void enqueue(int port, Enqueuing.Shape shape, int jobs, IntConsumer pace, Acks acks) {
        try (BareList list = list(port)) {
            for (int from = 0; from < jobs; from += BATCH) {
                int count = Math.min(BATCH, jobs - from);
                pace.accept(count);
                List<String> batch = new ArrayList<>();
                for (int number = from; number < from + count; number++) {
                    batch.add(shape.round() + " " + number + " " + shape.micros());
                }
                acks.tried(shape.round(), from, count);
                if (list.push(batch)) {
                    acks.acknowledged(shape.round(), from, count);
                } else {
                    acks.unknown(shape.round(), from, count);
                }
            }
        }
    }
}
