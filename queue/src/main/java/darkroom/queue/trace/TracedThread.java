package darkroom.queue.trace;

import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A {@link Thread} that knows for whom it works: one that runs jobs, or answers requests. What is
 * enqueued on it belongs to the same trace, and its log lines say what they are about.
 */
public interface TracedThread {
    /** The step that it works on; empty if that is part of no trace. Asked by the thread itself. */
    Optional<TraceParent> trace();

    /**
     * Tells what it works on: names and values for a log line, such as {@code job} and its id.
     * Asked by the thread itself; tells nothing while it does nothing.
     */
    void describe(BiConsumer<String, String> field);

    /** The trace of the calling thread; empty if it has none. */
    static Optional<TraceParent> currentTrace() {
        return Thread.currentThread() instanceof TracedThread thread
                ? thread.trace()
                : Optional.empty();
    }
}
