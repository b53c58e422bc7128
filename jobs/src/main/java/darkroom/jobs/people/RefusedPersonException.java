package darkroom.jobs.people;

/** A name, a password or a follow is against the rules; the message can be shown as it stands. */
public final class RefusedPersonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedPersonException(String message) {
        super(message);
    }
}
