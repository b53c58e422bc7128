package darkroom.queue.operator;

import java.io.Serial;

/** An account cannot be made or changed as was asked; nothing was written. */
public final class RefusedOperatorException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    RefusedOperatorException(String message) {
        super(message);
    }
}
