package darkroom.queue;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One unit of work on its way into a queue: a kind, its args, and how this one differs from others
 * of its kind. Immutable; each {@code with}-method returns a changed copy.
 *
 * @param <A> the args
 */
public final class Job<A> {
    private final JobKind<A> kind;
    private final A args;
    private final Duration delay;
    private final @Nullable String id;
    private final @Nullable String uniqueKey;
    private final JobKind<A> origin;

    private Job(
            JobKind<A> kind,
            A args,
            Duration delay,
            @Nullable String id,
            @Nullable String uniqueKey,
            JobKind<A> origin) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.args = Objects.requireNonNull(args, "args");
        this.delay = delay;
        this.id = id;
        this.uniqueKey = uniqueKey;
        this.origin = origin;
    }

    /** A job of {@code kind}, due now. */
    public static <A> Job<A> of(JobKind<A> kind, A args) {
        return new Job<>(kind, args, Duration.ZERO, null, null, kind);
    }

    /** The same job in another queue than its kind's. */
    public Job<A> onQueue(String queue) {
        return new Job<>(kind.onQueue(queue), args, delay, id, uniqueKey, origin);
    }

    /** The same job, due {@code delay} after Redis takes it, by Redis' clock. */
    public Job<A> delayedBy(Duration delay) {
        if (delay.isNegative() || delay.compareTo(Limits.DELAY_MAX) > 0) {
            throw new InvalidJobException(
                    "cannot delay a job by "
                            + delay
                            + ": expected PT0S.."
                            + Limits.DELAY_MAX
                            + " (Limits.DELAY_MAX)");
        }
        return new Job<>(kind, args, delay, id, uniqueKey, origin);
    }

    /**
     * The same job with an id of the caller's. Enqueuing one id twice is two jobs unless it goes
     * through the outbox, which lets each id in once.
     */
    public Job<A> withId(String id) {
        if (!JobId.isValid(id)) {
            throw new InvalidJobException(
                    "cannot use job id \""
                            + Excerpt.of(id)
                            + "\": expected "
                            + JobId.PATTERN
                            + "; leave it out to get one");
        }
        return new Job<>(kind, args, delay, id, uniqueKey, origin);
    }

    /**
     * The same job, at most one of which is alive (waiting, reserved or due later) per key: another
     * with this key is not enqueued until this one is done or dead, or {@link Limits#UNIQUE_MAX}
     * has passed since it was due.
     */
    public Job<A> uniqueBy(String key) {
        return new Job<>(kind, args, delay, id, checkUniqueKey(key), origin);
    }

    /** Whether {@code key} is one that {@link #uniqueBy} takes. */
    public static boolean isUniqueKey(String key) {
        return !key.isEmpty() && key.length() <= 200;
    }

    /**
     * Returns {@code key} as it is.
     *
     * @throws InvalidJobException if {@link #uniqueBy} does not take it
     */
    public static String checkUniqueKey(String key) {
        if (!isUniqueKey(key)) {
            throw new InvalidJobException(
                    "cannot use unique key \""
                            + Excerpt.of(key)
                            + "\": expected 1..200 characters, found "
                            + key.length()
                            + "; choose another key");
        }
        return key;
    }

    /** The same job, tried {@code maxAttempts} times in all. */
    public Job<A> withMaxAttempts(int maxAttempts) {
        return new Job<>(kind.withMaxAttempts(maxAttempts), args, delay, id, uniqueKey, origin);
    }

    /** The same job, each attempt of which is interrupted after {@code timeout}. */
    public Job<A> withTimeout(Duration timeout) {
        return new Job<>(kind.withTimeout(timeout), args, delay, id, uniqueKey, origin);
    }

    /** Its kind, with this job's own queue, attempts and timeout. */
    public JobKind<A> kind() {
        return kind;
    }

    /** Whether it has another number of attempts than its kind. */
    public boolean hasOwnMaxAttempts() {
        return kind.maxAttempts() != origin.maxAttempts();
    }

    /** Whether it has another timeout than its kind. */
    public boolean hasOwnTimeout() {
        return !kind.timeout().equals(origin.timeout());
    }

    /** Its args. */
    public A args() {
        return args;
    }

    /** How long after enqueue it is due; zero for at once. */
    public Duration delay() {
        return delay;
    }

    /** The id it was given, if any. */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    /** Its unique key, if any. */
    public Optional<String> uniqueKey() {
        return Optional.ofNullable(uniqueKey);
    }
}
