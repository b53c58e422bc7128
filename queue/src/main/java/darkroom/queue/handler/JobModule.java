package darkroom.queue.handler;

import darkroom.queue.client.QueueClient;

/**
 * The way for handlers of other people into a worker: a jar given with {@code --jobs} names its
 * modules in {@code META-INF/services/darkroom.queue.handler.JobModule}, and each adds its handlers
 * when a process starts.
 */
public interface JobModule {
    /**
     * Adds this module's handlers.
     *
     * @param registry takes them
     * @param queue for handlers that enqueue further jobs; owned by the process, not to be closed
     */
    void register(HandlerRegistry.Builder registry, QueueClient queue);
}
