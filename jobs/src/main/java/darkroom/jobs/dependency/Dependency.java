package darkroom.jobs.dependency;

import darkroom.queue.handler.DependencyUnavailableException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One dependency, as this process has met it. Thread-safe.
 *
 * <p>While its calls fail no more are made, but for two now and then that try whether it is back;
 * and at no time are more than so many under way, so that one which hangs does not hold all threads
 * until its calls time out; while it answers, the others wait their turn. Whoever is refused is
 * told how long to leave it alone: from half a second to three, each at a time of its own, and
 * longer where thousands wait.
 */
public final class Dependency {
    private static final Logger LOG = LoggerFactory.getLogger(Dependency.class);

    private static final int WINDOW_CALLS = 10;
    private static final int JUDGED_FROM_CALLS = 5;
    private static final float FAILED_PERCENT = 50;
    private static final int TRIAL_CALLS = 2;
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    /** How long a caller waits for the end of another's call where all are under way. */
    private static final Duration TURN = Duration.ofMillis(50);

    /** The same while it answers others: it is busy, it does not hang. */
    private static final Duration BUSY_TURN = Duration.ofSeconds(3);

    /** Those who wait come back one by one: a million that came at once would fail once more. */
    private static final long SPACING_NANOS = Duration.ofMillis(1).toNanos();

    private static final long SPACED_MAX_NANOS = Duration.ofMinutes(10).toNanos();

    private static final IntervalFunction WAITS =
            IntervalFunction.ofExponentialRandomBackoff(FIRST_WAIT, 2, 0.5, LONGEST_WAIT);

    private final String name;
    private final int callsMax;
    private final Semaphore turns;
    private final Semaphore waiter = new Semaphore(1);
    private final CircuitBreaker breaker;
    private final AtomicInteger openings = new AtomicInteger();
    private final AtomicLong lastReturn = new AtomicLong(System.nanoTime());
    private final AtomicBoolean refusing = new AtomicBoolean();
    private volatile long lastAnswerNanos = System.nanoTime();
    private volatile String lastFailure = "";

    /**
     * One that is believed to be there.
     *
     * @param name as {@link DependencyUnavailableException} takes it
     * @param callsMax how many calls are under way at once at most, from 1
     */
    public Dependency(String name, int callsMax) {
        if (callsMax < 1) {
            throw new IllegalArgumentException(
                    "cannot call \""
                            + name
                            + "\": expected 1 or more calls at once, found "
                            + callsMax);
        }
        this.name = name;
        this.callsMax = callsMax;
        this.turns = new Semaphore(callsMax);
        this.breaker =
                CircuitBreaker.of(
                        name,
                        CircuitBreakerConfig.custom()
                                .slidingWindow(
                                        WINDOW_CALLS,
                                        JUDGED_FROM_CALLS,
                                        SlidingWindowType.COUNT_BASED)
                                .failureRateThreshold(FAILED_PERCENT)
                                .permittedNumberOfCallsInHalfOpenState(TRIAL_CALLS)
                                .waitIntervalFunctionInOpenState(WAITS)
                                .build());
        breaker.getEventPublisher().onStateTransition(event -> turned(event.getStateTransition()));
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Whether its calls have failed and none has shown yet that it is back. */
    public boolean isAway() {
        return breaker.getState() != State.CLOSED;
    }

    /**
     * Takes the right to make one call, or several that stand or fall together. The caller closes
     * it.
     *
     * @throws DependencyUnavailableException at once where it is away; where too many calls are
     *     under way, 50 ms after it answered last, or after 3 s
     */
    public Call begin() {
        if (!breaker.tryAcquirePermission()) {
            throw unavailable("it is away: " + lastFailure);
        }
        boolean turn = false;
        try {
            turn = turns.tryAcquire() || waitsWhileItAnswers() || waitsAlone();
        } finally {
            if (!turn) {
                breaker.releasePermission();
            }
        }
        if (!turn) {
            throw unavailable(callsMax + " calls are under way, which is the most");
        }
        return new Call();
    }

    /** How long to leave it alone: another time for each that asks. */
    public Duration pause() {
        long now = System.nanoTime();
        long at =
                lastReturn.updateAndGet(
                        last -> {
                            long next = Math.max(0, last - now) + SPACING_NANOS;
                            return now + Math.min(next, SPACED_MAX_NANOS);
                        });
        long millis = WAITS.apply(Math.max(1, openings.get()));
        return Duration.ofMillis(Math.max(millis, TimeUnit.NANOSECONDS.toMillis(at - now)));
    }

    /** To refuse a job and have it come back costs more than the wait. */
    private boolean waitsWhileItAnswers() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < BUSY_TURN.toNanos()
                && System.nanoTime() - lastAnswerNanos < TURN.toNanos()
                && !Thread.currentThread().isInterrupted()) {
            if (takesTurnWithin(TURN)) {
                return true;
            }
        }
        return false;
    }

    /** One at a time: those who wait for what may hang hold threads, too. */
    private boolean waitsAlone() {
        if (!waiter.tryAcquire()) {
            return false;
        }
        try {
            return takesTurnWithin(TURN);
        } finally {
            waiter.release();
        }
    }

    private boolean takesTurnWithin(Duration most) {
        try {
            return turns.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private DependencyUnavailableException unavailable(String reason) {
        return new DependencyUnavailableException(
                name, pause(), "cannot call \"" + name + "\": " + reason + "; try again later");
    }

    private void turned(StateTransition transition) {
        switch (transition) {
            case CLOSED_TO_OPEN -> {
                openings.set(1);
                LOG.atWarn()
                        .addKeyValue("dependency", name)
                        .addKeyValue("cause", lastFailure)
                        .log("dependency is away; its jobs wait");
            }
            case HALF_OPEN_TO_OPEN -> openings.incrementAndGet();
            case HALF_OPEN_TO_CLOSED -> {
                openings.set(0);
                LOG.atInfo().addKeyValue("dependency", name).log("dependency is back");
            }
            default -> {}
        }
    }

    /** The right to a call. For one thread. */
    public final class Call implements AutoCloseable {
        private final long beginNanos = System.nanoTime();
        private boolean told;
        private boolean closed;

        private Call() {}

        /** It answered, whatever it said. Only what is said first counts. */
        public void succeeded() {
            if (!told) {
                told = true;
                lastAnswerNanos = System.nanoTime();
                refusing.set(false);
                breaker.onSuccess(System.nanoTime() - beginNanos, TimeUnit.NANOSECONDS);
            }
        }

        /** It did not answer, or could not do anything for anybody. */
        public void failed(Exception cause) {
            if (!told) {
                told = true;
                lastFailure = String.valueOf(cause.getMessage());
                breaker.onError(System.nanoTime() - beginNanos, TimeUnit.NANOSECONDS, cause);
            }
        }

        /**
         * It refuses us as a whole, and will until a person acts: a failure that is logged as an
         * error, once until a call succeeds.
         */
        public void refused(Exception cause) {
            if (refusing.compareAndSet(false, true)) {
                LOG.atError()
                        .addKeyValue("dependency", name)
                        .addKeyValue("cause", cause.getMessage())
                        .log("dependency refuses all we ask; its jobs wait until that is mended");
            }
            failed(cause);
        }

        /** Ends it; nothing was said of it where neither is true. */
        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            turns.release();
            if (!told) {
                told = true;
                breaker.releasePermission();
            }
        }
    }
}
