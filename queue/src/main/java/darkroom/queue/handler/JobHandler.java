package darkroom.queue.handler;

/**
 * The code that does jobs of one kind. Shared by all threads of a process, so it must be
 * thread-safe; a job can be run more than once, so its effect must be the same run once or twice.
 *
 * @param <A> the args of its kind
 */
@FunctionalInterface
public interface JobHandler<A> {
    /**
     * Does one job.
     *
     * @param args as they were enqueued
     * @param context which job and attempt this is, and how long it has
     * @return what became of it; never null (a null is a failed attempt)
     * @throws DependencyUnavailableException to wait for what is away; no attempt is used up
     * @throws Exception anything else thrown is a failed attempt: {@link Outcome.Failed}, no more
     */
    Outcome handle(A args, JobContext context) throws Exception;
}
