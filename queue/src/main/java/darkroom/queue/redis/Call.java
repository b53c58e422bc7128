package darkroom.queue.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys and arguments of one script call, as they are gathered. Not thread-safe. */
public final class Call {
    private final Map<String, Integer> keys = new LinkedHashMap<>();
    private final List<byte[]> args = new ArrayList<>();

    /** Adds {@code key} unless it is there; returns its index from 1, as Lua counts. */
    public int key(String key) {
        return keys.computeIfAbsent(key, fresh -> keys.size() + 1);
    }

    /** Adds an argument. */
    public Call arg(String value) {
        return arg(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds an argument, as a decimal number. */
    public Call arg(long value) {
        return arg(Long.toString(value));
    }

    /** Adds an argument of any bytes; not copied. */
    public Call arg(byte[] value) {
        args.add(value);
        return this;
    }

    List<byte[]> keys() {
        return keys.keySet().stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toList();
    }

    List<byte[]> args() {
        return args;
    }
}
