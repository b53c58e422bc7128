package darkroom.queue;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What sort of job: a name that picks the handler, the type of its args, and how it is run.
 *
 * <p>A constant shared by who enqueues and who handles; the handler itself is known to workers
 * only. The name is looked up in a registry; it is never a class name.
 *
 * @param <A> the args, a record that Jackson reads and writes
 * @param name letters, digits and {@code . _ : $ -}, 1 to 200 characters
 * @param argsType the type of the args
 * @param queue where jobs of this kind wait unless told otherwise
 * @param maxAttempts tries in all, the first included, 1 to {@link Limits#ATTEMPTS_MAX}
 * @param timeout the longest one attempt may run; then its thread is interrupted
 * @param backoff how long a failed attempt waits for the next
 * @param search by which values of its args a dead one is found
 * @param objective how long 95 of 100 jobs of its queue wait at most, {@link Limits#OBJECTIVE_MIN}
 *     to {@link Limits#OBJECTIVE_MAX}, unless an operator says something else; none: nobody said
 */
public record JobKind<A>(
        String name,
        Class<A> argsType,
        String queue,
        int maxAttempts,
        Duration timeout,
        Backoff backoff,
        SearchFields<A> search,
        Optional<Duration> objective) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:$-]{1,200}");

    /** Checks every component. */
    public JobKind {
        Objects.requireNonNull(argsType, "argsType");
        Objects.requireNonNull(backoff, "backoff");
        Objects.requireNonNull(search, "search");
        if (!NAME.matcher(name).matches()) {
            throw new InvalidJobException(
                    "cannot use kind \""
                            + Excerpt.of(name)
                            + "\": expected a name of "
                            + NAME
                            + ", found one that is not; choose another name");
        }
        QueueName.check(queue);
        checkAttempts(maxAttempts);
        checkTimeout(timeout);
        objective.ifPresent(Limits::checkObjective);
    }

    /**
     * A kind with the defaults: the queue of its own name, or {@code default} where that is no
     * queue's name, 10 attempts, 30 seconds a try, backoff from one second to ten minutes.
     */
    public static <A> JobKind<A> of(String name, Class<A> argsType) {
        String queue = QueueName.isValid(name) ? name : "default";
        return new JobKind<>(
                name,
                argsType,
                queue,
                10,
                Duration.ofSeconds(30),
                Backoff.DEFAULT,
                SearchFields.none(),
                Optional.empty());
    }

    /** The same kind, waiting in {@code queue}. */
    public JobKind<A> onQueue(String queue) {
        return new JobKind<>(
                name, argsType, queue, maxAttempts, timeout, backoff, search, objective);
    }

    /** The same kind, tried {@code maxAttempts} times in all. */
    public JobKind<A> withMaxAttempts(int maxAttempts) {
        return new JobKind<>(
                name, argsType, queue, maxAttempts, timeout, backoff, search, objective);
    }

    /** The same kind, interrupted after {@code timeout}. */
    public JobKind<A> withTimeout(Duration timeout) {
        return new JobKind<>(
                name, argsType, queue, maxAttempts, timeout, backoff, search, objective);
    }

    /** The same kind, retried with {@code backoff}. */
    public JobKind<A> withBackoff(Backoff backoff) {
        return new JobKind<>(
                name, argsType, queue, maxAttempts, timeout, backoff, search, objective);
    }

    /** The same kind, whose dead jobs are found by these. */
    public JobKind<A> foundBy(SearchFields<A> search) {
        return new JobKind<>(
                name, argsType, queue, maxAttempts, timeout, backoff, search, objective);
    }

    /** The same kind, whose queue's jobs are to begin within {@code objective}. */
    public JobKind<A> withObjective(Duration objective) {
        return new JobKind<>(
                name,
                argsType,
                queue,
                maxAttempts,
                timeout,
                backoff,
                search,
                Optional.of(objective));
    }

    /** A job of this kind, ready to be enqueued. */
    public Job<A> job(A args) {
        return Job.of(this, args);
    }

    static void checkAttempts(int maxAttempts) {
        if (maxAttempts < 1 || maxAttempts > Limits.ATTEMPTS_MAX) {
            throw new InvalidJobException(
                    "cannot give a job "
                            + maxAttempts
                            + " attempts: expected 1.."
                            + Limits.ATTEMPTS_MAX
                            + " (Limits.ATTEMPTS_MAX)");
        }
    }

    static void checkTimeout(Duration timeout) {
        if (timeout.compareTo(Limits.TIMEOUT_MIN) < 0
                || timeout.compareTo(Limits.TIMEOUT_MAX) > 0) {
            throw new InvalidJobException(
                    "cannot give an attempt a timeout of "
                            + timeout
                            + ": expected "
                            + Limits.TIMEOUT_MIN
                            + ".."
                            + Limits.TIMEOUT_MAX
                            + " (Limits.TIMEOUT_MAX)");
        }
    }
}
