package darkroom.web;

import darkroom.queue.trace.TraceParent;
import darkroom.queue.trace.TracedThread;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A thread that answers requests, one at a time. */
final class RequestThread extends Thread implements TracedThread {
    // Of this thread alone.
    private @Nullable TraceParent trace;

    RequestThread(Runnable work) {
        super(work);
    }

    /** The calling thread answers a request that is this step, where it is one of these. */
    static void begins(TraceParent trace) {
        if (Thread.currentThread() instanceof RequestThread thread) {
            thread.trace = trace;
        }
    }

    /** It has answered. */
    static void ended() {
        if (Thread.currentThread() instanceof RequestThread thread) {
            thread.trace = null;
        }
    }

    @Override
    public Optional<TraceParent> trace() {
        return Optional.ofNullable(trace);
    }

    @Override
    public void describe(BiConsumer<String, String> field) {
        TraceParent current = trace;
        if (current != null) {
            field.accept("trace", current.traceId());
        }
    }
}
