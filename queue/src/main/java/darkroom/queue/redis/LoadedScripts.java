package darkroom.queue.redis;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** Runs scripts by their hash, and loads those that a Redis does not know. Thread-safe. */
final class LoadedScripts {
    private static final Pattern VERSION = Pattern.compile("redis_version:(\\d+)");

    private final Map<Script, byte[]> shas = new EnumMap<>(Script.class);
    private volatile int major;

    Reply run(RedisClient redis, Script script, Call call) {
        List<byte[]> keyBytes = call.keys();
        try {
            return new Reply(redis.evalsha(sha(redis, script), keyBytes, call.args()));
        } catch (JedisNoScriptException e) {
            return new Reply(redis.evalsha(load(redis, script), keyBytes, call.args()));
        }
    }

    private byte[] sha(RedisClient redis, Script script) {
        synchronized (shas) {
            byte[] sha = shas.get(script);
            if (sha != null) {
                return sha;
            }
        }
        return load(redis, script);
    }

    private byte[] load(RedisClient redis, Script script) {
        if (major == 0) {
            Matcher found = VERSION.matcher(redis.info("server"));
            major = found.find() ? Integer.parseInt(found.group(1)) : 6;
        }
        byte[] sha = redis.scriptLoad(script.source(major)).getBytes(StandardCharsets.UTF_8);
        synchronized (shas) {
            shas.put(script, sha);
        }
        return sha;
    }
}
