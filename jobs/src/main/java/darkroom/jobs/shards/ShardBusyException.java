package darkroom.jobs.shards;

/**
 * A transaction was in others' way more often than it is worth, waited too long for a lock, or took
 * longer than it may. Nothing was written; another attempt, some time later, may go well.
 */
public final class ShardBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ShardBusyException(String message, Throwable cause) {
        super(message, cause);
    }
}
