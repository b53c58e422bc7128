package darkroom.cli.demo;

/** The story could not be told to its end; its message says where it stopped. */
public final class DemoFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what was expected and what was found. */
    public DemoFailedException(String message) {
        super(message);
    }
}
