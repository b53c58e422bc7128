package darkroom.bench;

/** A load could not be run, or what it did is not what it was to do, so there is no figure. */
public final class BenchFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Takes what could not be done: what was expected, what was found; what to do. */
    public BenchFailedException(String message) {
        super(message);
    }

    /** The same with its cause. */
    public BenchFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
