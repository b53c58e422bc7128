package darkroom.jobs.shards;

/**
 * A database belongs to another deployment, or has another version, than this process was started
 * for. Nothing was written; a person must correct the configuration or migrate.
 */
public final class RefusedDatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what was expected, what was found and what to do. */
    public RefusedDatabaseException(String message) {
        super(message);
    }
}
