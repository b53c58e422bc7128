package darkroom.queue.scripts;

import darkroom.queue.redis.AlteredScripts.Alteration;
import darkroom.queue.redis.Script;
import java.util.List;
import redis.clients.jedis.Jedis;

/**
 * Lines around a script that tell what it was called with and what it publishes, and that plant a
 * fault in it when told. It is steered through keys outside of the namespace, so that one text
 * serves for all faults.
 */
public final class ScriptProbe {
    private static final String BEFORE =
            """
            local real, steering = redis, {}
            local flat = real.call('HGETALL', '%1$s')
            for i = 1, #flat, 2 do steering[flat[i]] = flat[i + 1] end
            if steering.script and steering.script ~= '%2$s' then steering = {} end
            local reached, fails_at = 0, tonumber(steering.fails_at or 0)
            local function fails()
              reached = reached + 1
              if reached ~= fails_at then return false end
              real.call('HDEL', '%1$s', 'fails_at')
              return true
            end
            local function noted(command, channel, message)
              if steering.trace and command == 'PUBLISH' then
                real.call('RPUSH', '%1$s:published', channel .. ' ' .. message)
              end
            end
            local redis = setmetatable({
              call = function(...)
                if fails() then error('planted fault', 0) end
                noted(...)
                return real.call(...)
              end,
              pcall = function(...)
                if fails() then return {err = 'ERR planted fault'} end
                noted(...)
                return real.pcall(...)
              end,
            }, {__index = real})
            if steering.trace then
              real.call('DEL', '%1$s:keys', '%1$s:published')
              for _, key in ipairs(KEYS) do real.call('RPUSH', '%1$s:keys', key) end
            end
            if steering.lost then real.call('HDEL', '%1$s', 'lost') end
            if steering.lost == 'request' then return {err = 'ERR planted: never arrived'} end
            local function body()
            """;

    private static final String AFTER =
            """

            end
            local reply = body()
            if steering.lost == 'reply' then return {err = 'ERR planted: no reply'} end
            return reply
            """;

    private final Jedis jedis;
    private final String steering;

    ScriptProbe(Jedis jedis, String steering) {
        this.jedis = jedis;
        this.steering = steering;
    }

    /** Puts the lines around every script. */
    static Alteration around(String steering) {
        return (script, source) -> BEFORE.formatted(steering, script) + source + AFTER;
    }

    /** All that follows is for runs of this script alone. */
    void only(Script script) {
        jedis.hset(steering, "script", script.name());
    }

    /** What follows is for runs of any script again. */
    void any() {
        jedis.hdel(steering, "script");
    }

    /** The command reached as the {@code call}-th, from 1, of the next script will fail. */
    void failAt(int call) {
        jedis.hset(steering, "fails_at", Integer.toString(call));
    }

    /** Whether the fault is still waiting for its command; not any more after this. */
    boolean takeBackFault() {
        return jedis.hdel(steering, "fails_at") == 1;
    }

    /** The next script will run, and its reply will not come. */
    void loseReply() {
        jedis.hset(steering, "lost", "reply");
    }

    /** The next script will not run. */
    void loseRequest() {
        jedis.hset(steering, "lost", "request");
    }

    /** Whatever was to be lost and is not yet will not be. */
    void stopLosing() {
        jedis.hdel(steering, "lost");
    }

    /** From here on {@link #keys} and {@link #published} tell of the latest script. */
    void trace() {
        jedis.hset(steering, "trace", "1");
    }

    /** The KEYS of the latest script. */
    List<String> keys() {
        return jedis.lrange(steering + ":keys", 0, -1);
    }

    /** What the latest script published, as channel and message. */
    List<String> published() {
        return jedis.lrange(steering + ":published", 0, -1);
    }
}
