package darkroom.web;

import java.io.Serial;

/** A server could not be bound to its address: taken, not allowed, or not of this machine. */
public final class CannotListenException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    CannotListenException(String message) {
        super(message);
    }

    CannotListenException(String message, Throwable cause) {
        super(message, cause);
    }
}
