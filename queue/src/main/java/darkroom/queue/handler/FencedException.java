package darkroom.queue.handler;

/**
 * A later run of the job has been at work: this one was given up, and must have no effect any more.
 * Nothing was written. A handler lets it through; whatever becomes of the attempt uses up none.
 */
public final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says which run was refused, and by what. */
    public FencedException(String message) {
        super(message);
    }
}
