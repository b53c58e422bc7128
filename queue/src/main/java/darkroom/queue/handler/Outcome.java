package darkroom.queue.handler;

import darkroom.queue.Limits;
import java.time.Duration;
import java.util.Objects;

/**
 * What one attempt ended in. A closed set: there is no unknown outcome that could pass for success.
 *
 * <table>
 * <caption>What each leads to</caption>
 * <tr><th>outcome</th><th>the job is then</th><th>uses up an attempt</th></tr>
 * <tr><td>completed</td><td>done: counted and gone</td><td>–</td></tr>
 * <tr><td>failed</td><td>retrying, or dead when no attempt is left</td><td>yes</td></tr>
 * <tr><td>snoozed</td><td>scheduled</td><td>no</td></tr>
 * <tr><td>buried</td><td>dead</td><td>–</td></tr>
 * </table>
 */
public sealed interface Outcome {
    /** Done. */
    static Outcome completed() {
        return Completed.INSTANCE;
    }

    /** Failed; tried again after the kind's backoff while attempts are left. */
    static Outcome failed(Failure failure) {
        return new Failed(failure, Duration.ZERO);
    }

    /** Failed; tried again no sooner than {@code delay}, while attempts are left. */
    static Outcome failed(Failure failure, Duration delay) {
        return new Failed(failure, delay);
    }

    /** To be run again after {@code delay}; this attempt does not count. */
    static Outcome snoozed(Duration delay) {
        return new Snoozed(delay);
    }

    /** Given up for good: no retry can help. A person sees the reason in the dead set. */
    static Outcome buried(Failure failure) {
        return new Buried(failure);
    }

    /** Calls the case that this is. */
    <T> T match(Cases<T> cases);

    /** One method a case, so that a new case breaks the build wherever outcomes are read. */
    interface Cases<T> {
        /** For {@link Outcome#completed()}. */
        T completed();

        /** For {@link Outcome#failed(Failure, Duration)}; a zero delay leaves it to the backoff. */
        T failed(Failure failure, Duration delay);

        /** For {@link Outcome#snoozed(Duration)}. */
        T snoozed(Duration delay);

        /** For {@link Outcome#buried(Failure)}. */
        T buried(Failure failure);
    }

    /** Done. */
    record Completed() implements Outcome {
        private static final Outcome INSTANCE = new Completed();

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.completed();
        }
    }

    /** Failed, to be tried again after {@code delay}, or after the backoff where it is zero. */
    record Failed(Failure failure, Duration delay) implements Outcome {
        /** Checks both. */
        public Failed {
            Objects.requireNonNull(failure, "failure");
            checkDelay(delay);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.failed(failure, delay);
        }
    }

    /** To be run again after {@code delay}. */
    record Snoozed(Duration delay) implements Outcome {
        /** Checks the delay. */
        public Snoozed {
            checkDelay(delay);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.snoozed(delay);
        }
    }

    /** Given up. */
    record Buried(Failure failure) implements Outcome {
        /** Checks the failure. */
        public Buried {
            Objects.requireNonNull(failure, "failure");
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.buried(failure);
        }
    }

    private static void checkDelay(Duration delay) {
        if (delay.isNegative() || delay.compareTo(Limits.DELAY_MAX) > 0) {
            throw new IllegalArgumentException(
                    "cannot put a job off by "
                            + delay
                            + ": expected PT0S.."
                            + Limits.DELAY_MAX
                            + " (Limits.DELAY_MAX)");
        }
    }
}
