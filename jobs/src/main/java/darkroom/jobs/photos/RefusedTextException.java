package darkroom.jobs.photos;

/** A caption or a comment is against the rules; the message can be shown as it stands. */
public final class RefusedTextException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedTextException(String message) {
        super(message);
    }
}
