package darkroom.queue.redis;

import java.util.List;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * The primary by the word of Sentinels: of the first that answers, as <a
 * href="https://redis.io/docs/latest/develop/reference/sentinel-clients/">their guide for
 * clients</a> has it.
 */
final class SentinelPrimary implements Primary {
    private final String name;
    private final Asking asking;

    SentinelPrimary(String name, List<HostAndPort> sentinels, JedisClientConfig config) {
        this.name = name;
        this.asking = new Asking("Sentinel", sentinels, config);
    }

    @Override
    public HostAndPort find() {
        return asking.first((node, sentinel) -> named(sentinel));
    }

    private HostAndPort named(Jedis sentinel) {
        List<String> address = sentinel.sentinelGetMasterAddrByName(name);
        if (address == null || address.size() != 2) {
            throw new JedisConnectionException("it knows no primary of the name \"" + name + "\"");
        }
        return new HostAndPort(address.get(0), Integer.parseInt(address.get(1)));
    }
}
