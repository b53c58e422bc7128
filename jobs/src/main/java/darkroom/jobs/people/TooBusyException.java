package darkroom.jobs.people;

/** Too many passwords are being hashed at once: try again in a few seconds. */
public final class TooBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooBusyException(String message) {
        super(message);
    }
}
