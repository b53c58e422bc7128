package darkroom.bench;

import darkroom.queue.Job;
import darkroom.queue.Limits;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Enqueues many jobs in lists as long as the queue takes them. */
final class Filling {
    private final Site site;
    private final Consumer<String> progress;

    /** Says to {@code progress} how far it is. */
    Filling(Site site, Consumer<String> progress) {
        this.site = site;
        this.progress = progress;
    }

    /** Enqueues the jobs that do nothing, numbered from 0. */
    void enqueue(int count) throws InterruptedException {
        enqueue(count, Noop::job);
    }

    /** Enqueues what {@code job} makes of each number from 0. */
    void enqueue(int count, IntFunction<Job<?>> job) throws InterruptedException {
        for (int from = 0; from < count; from += Limits.ENQUEUE_JOBS_MAX) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the load was interrupted");
            }
            int to = Math.min(count, from + Limits.ENQUEUE_JOBS_MAX);
            site.client()
                    .enqueueAll(java.util.stream.IntStream.range(from, to).mapToObj(job).toList());
            progress.accept("enqueued " + to + " of " + count);
        }
    }

    /** The bytes of the jobs that do nothing, as many as one list takes. */
    List<byte[]> payloads() {
        return Noop.jobs(0, Limits.ENQUEUE_JOBS_MAX).stream()
                .map(job -> site.client().encode(job, Optional.empty()).payload())
                .toList();
    }
}
