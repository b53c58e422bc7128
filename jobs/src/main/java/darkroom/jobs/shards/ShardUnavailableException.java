package darkroom.jobs.shards;

/**
 * A database is away, overloaded, or did not answer in time: try again later. After a connection
 * that broke at the commit the work may have been done, so what is tried again must be repeatable.
 */
public final class ShardUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Names the database and what it answered. */
    public ShardUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
