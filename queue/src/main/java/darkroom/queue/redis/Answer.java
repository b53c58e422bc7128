package darkroom.queue.redis;

import java.util.function.Function;
import redis.clients.jedis.exceptions.JedisException;

/** What came of one script call among several: a reply or an error, for whoever asks. */
public final class Answer {
    private final Object value;
    private final Function<JedisException, RuntimeException> translation;

    Answer(Object value, Function<JedisException, RuntimeException> translation) {
        this.value = value;
        this.translation = translation;
    }

    /** Whether there is no reply. */
    public boolean isError() {
        return value instanceof JedisException;
    }

    /**
     * The reply. Where there is none each call throws an exception of its own, since several
     * threads may ask.
     *
     * @throws darkroom.queue.StoreUnavailableException if none came in time, or Redis cannot serve
     *     now
     * @throws darkroom.queue.QueueFullException if Redis is at its maxmemory and the script is an
     *     enqueue
     */
    public Reply reply() {
        if (value instanceof JedisException e) {
            throw translation.apply(e);
        }
        return new Reply(value);
    }
}
