package darkroom.queue.redis;

import darkroom.queue.StoreUnavailableException;
import java.util.Map;

/**
 * Memory of a Redis.
 *
 * @param usedBytes what it uses
 * @param maxBytes what it may use; 0 where nothing bounds it
 */
public record RedisMemory(long usedBytes, long maxBytes) {
    /**
     * What it is now.
     *
     * @throws StoreUnavailableException if Redis does not answer, or not this user
     */
    public static RedisMemory of(RedisStore store) {
        Map<String, String> memory = store.info("memory");
        return new RedisMemory(number(memory, "used_memory"), number(memory, "maxmemory"));
    }

    private static long number(Map<String, String> info, String name) {
        String text = info.getOrDefault(name, "0");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
}
