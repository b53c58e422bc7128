package darkroom.bench.faults;

import darkroom.queue.Job;
import darkroom.queue.QueueFullException;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.client.QueueClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** Enqueues the jobs of a round, some alone and some many at once, through all failures. */
final class Enqueuing {
    private static final int BATCH_MAX = 400;
    private static final int ALONE_IN = 3;
    private static final int POINT_IN = 50;
    private static final long AGAIN_NANOS = 20_000_000;

    private final QueueClient client;
    private final Shape shape;
    private final Acks acks;

    /**
     * What jobs are like.
     *
     * @param micros how long each works
     * @param delayMillis until each is due, 0: at once
     * @param point where some of them stop an armed child
     */
    record Shape(int round, long seed, int micros, int delayMillis, Probe.Point point) {
        static Shape of(Order order) {
            return new Shape(
                    (int) order.number("round"),
                    order.number("seed"),
                    (int) order.number("micros"),
                    (int) order.number("delay"),
                    Probe.Point.valueOf(order.text("point")));
        }

        Order in(Order order) {
            return order.with("round", round)
                    .with("seed", seed)
                    .with("micros", micros)
                    .with("delay", delayMillis)
                    .with("point", point);
        }

        /** The same, due later. */
        Shape delayed(int millis) {
            return new Shape(round, seed, micros, millis, point);
        }

        /** The same, some of which stop an armed child. */
        Shape at(Probe.Point newPoint) {
            return new Shape(round, seed, micros, delayMillis, newPoint);
        }

        Job<Probe> job(int number) {
            Probe.Point at = number % POINT_IN == 0 ? point : Probe.Point.NONE;
            Job<Probe> job = new Probe(round, number, micros, at).job();
            return delayMillis == 0 ? job : job.delayedBy(Duration.ofMillis(delayMillis));
        }
    }

    Enqueuing(QueueClient client, Shape shape, Acks acks) {
        this.client = client;
        this.shape = shape;
        this.acks = acks;
    }

    /**
     * Enqueues until so many were acknowledged, under numbers from {@code first} on; each number is
     * tried once, whatever comes of it.
     *
     * @param beforeEach called before each call, with how many it is about to send
     * @return the first number that was not used
     */
    int run(int first, int jobs, IntConsumer beforeEach) {
        SplittableRandom random = new SplittableRandom(shape.seed());
        int number = first;
        int acknowledged = 0;
        int last = first + Book.numbersFor(jobs);
        while (acknowledged < jobs
                && number + BATCH_MAX < last
                && !Thread.currentThread().isInterrupted()) {
            int most = Math.min(BATCH_MAX, jobs - acknowledged);
            int count = random.nextInt(ALONE_IN) == 0 ? 1 : 1 + random.nextInt(most);
            beforeEach.accept(count);
            if (send(number, count)) {
                acknowledged += count;
            } else {
                LockSupport.parkNanos(AGAIN_NANOS);
            }
            number += count;
        }
        return number;
    }

    private boolean send(int from, int count) {
        List<Job<Probe>> jobs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            jobs.add(shape.job(from + i));
        }
        int round = shape.round();
        acks.tried(round, from, count);
        try {
            if (count == 1) {
                client.enqueue(jobs.get(0));
            } else {
                client.enqueueAll(jobs);
            }
            acks.acknowledged(round, from, count);
            return true;
        } catch (QueueFullException e) {
            acks.refused(round, from, count);
        } catch (StoreUnavailableException e) {
            acks.unknown(round, from, count);
        }
        return false;
    }
}
