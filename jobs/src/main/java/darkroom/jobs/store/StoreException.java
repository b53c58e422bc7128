package darkroom.jobs.store;

import java.io.Serial;

/** A photo's file could not be written, read or deleted; the disk decides whether later helps. */
public final class StoreException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
