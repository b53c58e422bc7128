package darkroom.jobs.shards;

/** An id was made on no shard of this deployment: nobody and nothing has it. */
public final class NoSuchShardException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Names the id. */
    public NoSuchShardException(String message) {
        super(message);
    }
}
