package darkroom.queue.reserve;

/**
 * The fleet has given this process up for lost: it holds no job any more and can settle none. Stop
 * what runs, then join again under a new term.
 */
public final class ProcessLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Names the process. */
    public ProcessLostException(String processId) {
        super(
                "cannot settle or reserve as process "
                        + processId
                        + ": expected it in the fleet, found that it was given up for lost and its"
                        + " jobs were reaped; it joins again under a new term");
    }
}
