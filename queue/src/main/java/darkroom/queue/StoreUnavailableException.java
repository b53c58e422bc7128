package darkroom.queue;

/**
 * Redis, or the archive of dead jobs, could not be reached or answered that it cannot serve now.
 * The call may be repeated; after a lost reply it may have taken effect, so repeat it with the same
 * job id.
 */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what could not be reached. */
    public StoreUnavailableException(String message) {
        super(message);
    }

    /** Names the address and what it answered. */
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
