package darkroom.jobs.crosspost;

import java.io.Serial;
import java.time.Duration;

/** X did not say what an account has posted: to be asked again later. */
final class XUnreadableException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final String sentence;
    private final Duration delay;

    XUnreadableException(String message, Duration delay) {
        super(message);
        this.sentence = message;
        this.delay = delay;
    }

    @Override
    public String getMessage() {
        return sentence;
    }

    /** Not before; zero when X did not say. */
    Duration delay() {
        return delay;
    }
}
