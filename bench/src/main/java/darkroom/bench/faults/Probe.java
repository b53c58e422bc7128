package darkroom.bench.faults;

import darkroom.queue.Job;
import darkroom.queue.JobKind;
import darkroom.queue.handler.JobHandler;
import darkroom.queue.handler.Outcome;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Args of a job that tells what it does.
 *
 * @param round in which it was enqueued
 * @param number in its round
 * @param micros how long it works
 * @param point where an armed child stops in its tracks
 */
record Probe(int round, int number, int micros, Point point) {
    /** Its kind: once a timeout is over it would be tried again, so that one shows. */
    static final JobKind<Probe> KIND =
            JobKind.of("probe", Probe.class).withTimeout(Duration.ofMinutes(2));

    /** A place in the worker's loop that no call to Redis marks. */
    enum Point {
        NONE,
        BEFORE_HANDLER,
        IN_HANDLER,
        AFTER_EFFECT
    }

    /** Comes here as a worker makes the args of a job it is about to run. */
    Probe {
        Armed.reach(point, Point.BEFORE_HANDLER);
    }

    Job<Probe> job() {
        return KIND.job(this);
    }

    /** What a child does with it, and tells of it. */
    static JobHandler<Probe> handler(Wire wire) {
        return (probe, context) -> {
            wire.tell("r", probe.round, probe.number, context.attempt(), context.term());
            LockSupport.parkNanos(probe.micros * 1_000L);
            Armed.reach(probe.point, Point.IN_HANDLER);
            if (context.stopping()) {
                wire.tell("s", probe.round, probe.number);
            }
            wire.tell("e", probe.round, probe.number, context.term());
            Armed.reach(probe.point, Point.AFTER_EFFECT);
            return Outcome.completed();
        };
    }

    /**
     * The point at which this JVM stops: set once, where a child was told so. There is one for all,
     * because the constructor of args is given nothing else.
     */
    static final class Armed {
        private static final Armed HERE = new Armed();

        private volatile Point point = Point.NONE;
        private volatile Runnable onReach = () -> {};

        /** Stops this JVM's threads at the point from now on; {@code tell} is called by each. */
        static void at(Point point, Runnable tell) {
            HERE.onReach = tell;
            HERE.point = point;
        }

        private static void reach(Point asked, Point here) {
            if (asked == here && HERE.point == here) {
                HERE.onReach.run();
                try {
                    // Whoever was told kills this process now.
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
