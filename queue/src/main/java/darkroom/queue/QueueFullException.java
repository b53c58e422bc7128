package darkroom.queue;

/** A queue is at its bound: nothing was written; enqueue again when it has drained. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Names the queue, its length and its limit. */
    public QueueFullException(String message) {
        super(message);
    }
}
