package darkroom.bench;

import darkroom.queue.Job;
import darkroom.queue.JobKind;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Queues;
import darkroom.queue.inspect.Stats;
import darkroom.queue.redis.RedisStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Brings the queue, the schedule and the dead set to a depth, through enqueue and handlers. */
final class Depth {
    /** Of the jobs that make a queue deep. */
    static final JobKind<Noop> KIND = JobKind.of("deep", Noop.class);

    /** Of jobs that are dead once they have run. */
    private static final JobKind<Noop> DOOMED = JobKind.of("doomed", Noop.class);

    private static final Duration FAR = Duration.ofDays(1);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Site site;
    private final Consumer<String> progress;

    Depth(Site site, Consumer<String> progress) {
        this.site = site;
        this.progress = progress;
    }

    /** Handlers of what is to be dead; those of the other kinds are to be added. */
    static HandlerRegistry.Builder handlers() {
        return HandlerRegistry.builder()
                .add(
                        DOOMED,
                        (noop, context) ->
                                Outcome.buried(Failure.of("bench", "to make the dead set deep")));
    }

    /** All queues that its worker process serves. */
    static List<String> queues() {
        return List.of(Noop.KIND.queue(), KIND.queue(), DOOMED.queue());
    }

    /** Enqueues until there are so many, while worker processes run that make some of them dead. */
    void reach(int queued, int scheduled, int dead) throws InterruptedException {
        RedisStore store = site.store();
        Filling filling = new Filling(site, progress);
        fillQueue(queued);
        int more = (int) Math.max(0, scheduled - Stats.read(store).scheduled());
        filling.enqueue(more, number -> job(KIND, number).delayedBy(FAR));
        DeadJobs jobs = new DeadJobs(store);
        long missing = Math.max(0, dead - jobs.count());
        filling.enqueue((int) missing, number -> job(DOOMED, number));
        boolean all = Patience.await(() -> jobs.count() >= dead, LOOK, Patience.forJobs(missing));
        if (!all) {
            throw new BenchFailedException(
                    "cannot reach the depth: expected "
                            + dead
                            + " dead jobs within "
                            + Patience.forJobs(missing)
                            + ", found "
                            + jobs.count()
                            + "; run fewer --jobs");
        }
    }

    private static Job<Noop> job(JobKind<Noop> kind, long number) {
        return kind.job(Noop.job(number).args());
    }

    /** Pauses the deep queue and fills it up. */
    void fillQueue(int queued) throws InterruptedException {
        new Queues(site.store()).pause(KIND.queue());
        String key = site.store().keys().queue(KIND.queue());
        int more = (int) Math.max(0, queued - site.store().listLength(key));
        new Filling(site, progress).enqueue(more, number -> job(KIND, number));
    }
}
