package darkroom.embedded;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What an {@link XServer} does with one {@code POST /2/tweets} instead of its normal answer. */
public final class XFault {
    private static final XFault NONE =
            new XFault(Duration.ZERO, Effect.POSTS, Reply.USUAL, 0, Duration.ZERO);

    private final Duration delay;
    private final Effect effect;
    private final Reply reply;
    private final int status;
    private final Duration untilReset;

    private XFault(Duration delay, Effect effect, Reply reply, int status, Duration untilReset) {
        this.delay = delay;
        this.effect = effect;
        this.reply = reply;
        this.status = status;
        this.untilReset = untilReset;
    }

    /**
     * Posts nothing and answers with this status and X's problem JSON.
     *
     * @param status 400–599
     */
    public static XFault refuse(int status) {
        return new XFault(Duration.ZERO, Effect.NOTHING, Reply.ERROR, error(status), Duration.ZERO);
    }

    /**
     * Posts nothing and answers 429.
     *
     * @param untilReset when the limit's window ends, from the server's now; sent as whole seconds,
     *     rounded up
     */
    public static XFault tooMany(Duration untilReset) {
        return new XFault(Duration.ZERO, Effect.NOTHING, Reply.ERROR, 429, untilReset);
    }

    /**
     * Posts the tweet and answers with an error all the same.
     *
     * @param status 400–599
     */
    public static XFault postThenRefuse(int status) {
        return new XFault(Duration.ZERO, Effect.POSTS, Reply.ERROR, error(status), Duration.ZERO);
    }

    /** Posts the tweet and never answers; the connection stays open until the server closes. */
    public static XFault postThenHang() {
        return new XFault(Duration.ZERO, Effect.POSTS, Reply.NEVER, 0, Duration.ZERO);
    }

    /** Posts nothing and never answers; the connection stays open until the server closes. */
    public static XFault hang() {
        return new XFault(Duration.ZERO, Effect.NOTHING, Reply.NEVER, 0, Duration.ZERO);
    }

    /** Does and answers all as usual, so much later. */
    public static XFault delay(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException(
                    "cannot delay by " + delay + ": expected zero or more");
        }
        return new XFault(delay, Effect.POSTS, Reply.USUAL, 0, Duration.ZERO);
    }

    static XFault none() {
        return NONE;
    }

    Duration delay() {
        return delay;
    }

    boolean posts() {
        return effect == Effect.POSTS;
    }

    boolean answers() {
        return reply != Reply.NEVER;
    }

    /** The error to answer with; empty when the answer is the usual one. */
    OptionalInt status() {
        return reply == Reply.ERROR ? OptionalInt.of(status) : OptionalInt.empty();
    }

    /** When the limit's window is to end; empty when that is as usual. */
    Optional<Duration> untilReset() {
        return untilReset.isZero() ? Optional.empty() : Optional.of(untilReset);
    }

    private static int error(int status) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException(
                    "cannot answer an error with status " + status + ": expected 400–599");
        }
        return status;
    }

    private enum Effect {
        POSTS,
        NOTHING
    }

    private enum Reply {
        USUAL,
        ERROR,
        NEVER
    }
}
