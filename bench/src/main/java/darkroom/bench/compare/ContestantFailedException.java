package darkroom.bench.compare;

/** A contestant is there and did not give figures; the comparison goes on without it. */
final class ContestantFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ContestantFailedException(String message) {
        super(message);
    }

    ContestantFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
