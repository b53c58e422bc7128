package darkroom.queue.redis;

import redis.clients.jedis.HostAndPort;

/** Says which server has the keys now. */
@FunctionalInterface
interface Primary {
    /**
     * Asks, where that can change.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if nobody could say it
     */
    HostAndPort find();
}
