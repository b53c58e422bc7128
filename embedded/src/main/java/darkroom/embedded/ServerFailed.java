package darkroom.embedded;

/**
 * An embedded server could not be started, stopped or asked. The message says what was expected,
 * what was found and what to do; retrying the same call without a change does not help.
 */
public final class ServerFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    ServerFailed(String message) {
        super(message);
    }

    ServerFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
