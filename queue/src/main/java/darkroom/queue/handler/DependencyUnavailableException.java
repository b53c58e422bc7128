package darkroom.queue.handler;

import darkroom.queue.Excerpt;
import darkroom.queue.Limits;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Something that a job needs is away or overloaded: a database, another service. A handler that
 * throws it, or lets it pass, has its job run again after {@link #retryIn} without an attempt used
 * up. What the job did before may have had its effect.
 *
 * <p>A job that has met nothing else for {@link Limits#AWAY_MAX} is a failed attempt each time from
 * then on.
 */
public class DependencyUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Pattern NAME = Pattern.compile("[a-z0-9:._-]{1,60}");

    private final String dependency;
    private final Duration retryIn;
    private final boolean unanswered;

    /**
     * One that is away.
     *
     * @param dependency its name, {@code [a-z0-9:._-]{1,60}}; counted by, so one of few
     * @param retryIn {@code PT0S..}{@link Limits#DELAY_MAX}
     * @param message what could not be done, and why
     */
    public DependencyUnavailableException(String dependency, Duration retryIn, String message) {
        super(message);
        this.dependency = checked(dependency);
        this.retryIn = checked(retryIn);
        this.unanswered = false;
    }

    /** The same, with what it came of. */
    public DependencyUnavailableException(
            String dependency, Duration retryIn, String message, Throwable cause) {
        super(message, cause);
        this.dependency = checked(dependency);
        this.retryIn = checked(retryIn);
        this.unanswered = false;
    }

    private DependencyUnavailableException(DependencyUnavailableException other) {
        super(other.getMessage(), other);
        this.dependency = other.dependency;
        this.retryIn = other.retryIn;
        this.unanswered = true;
    }

    /** The same, of a call that was made and had no answer: it may have had its effect. */
    public final DependencyUnavailableException unanswered() {
        return new DependencyUnavailableException(this);
    }

    /** Whether a call was made, of which nobody knows what came. */
    public final boolean isUnanswered() {
        return unanswered;
    }

    /** What is away. */
    public final String dependency() {
        return dependency;
    }

    /** How long to leave it alone. */
    public final Duration retryIn() {
        return retryIn;
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "cannot wait for a dependency: expected a name of "
                            + NAME
                            + ", found \""
                            + Excerpt.of(name)
                            + "\"; choose another");
        }
        return name;
    }

    private static Duration checked(Duration wait) {
        if (wait.isNegative() || wait.compareTo(Limits.DELAY_MAX) > 0) {
            throw new IllegalArgumentException(
                    "cannot wait for a dependency: expected PT0S.."
                            + Limits.DELAY_MAX
                            + " (Limits.DELAY_MAX), found "
                            + wait);
        }
        return wait;
    }
}
