package darkroom.bench.faults;

/** What a fault needs is not there, such as a compiler; the others go on without it. */
final class MissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingException(String message) {
        super(message);
    }
}
