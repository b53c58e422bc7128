package darkroom.queue.redis;

import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.params.GetExParams;
import redis.clients.jedis.params.SetParams;

/** Texts that expire by themselves. Thread-safe. */
public final class RedisTexts {
    private final GuardedClient client;

    RedisTexts(GuardedClient client) {
        this.client = client;
    }

    /** Sets one, in the place of any before it. */
    public void set(String key, String text, Duration life) {
        client.call(redis -> redis.set(key, text, SetParams.setParams().px(life.toMillis())));
    }

    /** One, if it is there. */
    public Optional<String> get(String key) {
        return Optional.ofNullable(client.call(redis -> redis.get(key)));
    }

    /** One, if it is there; it lives this long from now. */
    public Optional<String> renew(String key, Duration life) {
        return Optional.ofNullable(
                client.call(
                        redis -> redis.getEx(key, GetExParams.getExParams().px(life.toMillis()))));
    }

    /** Takes one away, if it is there: of several callers one has it. */
    public Optional<String> take(String key) {
        return Optional.ofNullable(client.call(redis -> redis.getDel(key)));
    }
}
