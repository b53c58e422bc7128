package darkroom.queue.redis;

import redis.clients.jedis.exceptions.JedisException;

/** The primary has it, and not enough replicas said so in time: a failover may lose it. */
final class NotReplicatedException extends JedisException {
    private static final long serialVersionUID = 1;

    NotReplicatedException(long replicas, int wanted) {
        super("expected " + wanted + " replicas to have it in time, found " + replicas);
    }
}
