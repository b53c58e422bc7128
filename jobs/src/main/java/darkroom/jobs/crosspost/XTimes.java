package darkroom.jobs.crosspost;

import java.time.Duration;

/**
 * How long to wait for X.
 *
 * @param connect for a connection
 * @param answer for the whole of an answer
 * @param settled after an attempt began: by then its request is under way no more, and what it
 *     posted can be read
 */
public record XTimes(Duration connect, Duration answer, Duration settled) {
    /** 5, 10 and 20 seconds. */
    public static final XTimes DEFAULT =
            new XTimes(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20));

    /** Checks that {@code settled} outlasts a request. */
    public XTimes {
        if (connect.isNegative()
                || connect.isZero()
                || answer.compareTo(connect) < 0
                || settled.compareTo(answer) <= 0) {
            throw new IllegalArgumentException(
                    "cannot wait for X: expected PT0S < connect <= answer < settled, found "
                            + connect
                            + ", "
                            + answer
                            + ", "
                            + settled);
        }
    }
}
