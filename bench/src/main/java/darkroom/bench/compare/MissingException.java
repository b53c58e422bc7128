package darkroom.bench.compare;

/** A peer is not installed; the message says what to install. */
final class MissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingException(String message) {
        super(message);
    }
}
