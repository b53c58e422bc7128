package darkroom.jobs.shards;

import darkroom.queue.handler.DependencyUnavailableException;
import java.time.Duration;

/**
 * A database is away, overloaded, or did not answer in time: try again later. After a connection
 * that broke at the commit the work may have been done, so what is tried again must be repeatable.
 */
public final class ShardUnavailableException extends DependencyUnavailableException {
    private static final long serialVersionUID = 1L;

    ShardUnavailableException(
            String dependency, Duration retryIn, String message, Throwable cause) {
        super(dependency, retryIn, message, cause);
    }
}
