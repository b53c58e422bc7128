package darkroom.queue;

/** The job itself is at fault: the same call will never succeed. Nothing was written. */
public final class InvalidJobException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what was refused, what was expected, what was found and what to do. */
    public InvalidJobException(String message) {
        super(message);
    }

    /** The same, with what led to it. */
    public InvalidJobException(String message, Throwable cause) {
        super(message, cause);
    }
}
