package darkroom.bench;

import darkroom.queue.Job;
import darkroom.queue.JobKind;
import darkroom.queue.handler.JobContext;
import darkroom.queue.handler.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Args of the job that lasts until its process stops.
 *
 * @param number of the job in its load
 */
record Lasting(int number) {
    /** The queue of processes that have nothing else to do. */
    static final String QUEUE = "idle";

    /** Its kind. */
    static final JobKind<Lasting> KIND =
            JobKind.of("lasting", Lasting.class).onQueue(QUEUE).withTimeout(Duration.ofHours(2));

    private static final Duration LOOK = Duration.ofMillis(200);

    /** So many of them. */
    static List<Job<Lasting>> jobs(int count) {
        return IntStream.range(0, count).mapToObj(i -> KIND.job(new Lasting(i))).toList();
    }

    /** Its handler. */
    static Outcome last(Lasting job, JobContext context) throws InterruptedException {
        while (!context.stopping()) {
            Patience.pause(LOOK);
        }
        return Outcome.snoozed(Duration.ZERO);
    }
}
