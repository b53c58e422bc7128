package darkroom.queue.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.args.Rawable;
import redis.clients.jedis.args.RawableFactory;

/** The keys and arguments of one script call, as they are gathered. Not thread-safe. */
public final class Call {
    private final Map<String, Integer> keys = new LinkedHashMap<>();
    private final List<Rawable> args = new ArrayList<>();
    private final List<Rawable> pushed = new ArrayList<>();

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
        args.add(RawableFactory.from(value));
        return this;
    }

    /**
     * Adds a value that an RPUSH appends to the first key, just before the script and in one
     * transaction with it.
     *
     * @param value made as it is sent, while Redis reads those before it; what it throws the call
     *     throws, and Redis never sees the call
     */
    public Call push(Supplier<byte[]> value) {
        pushed.add(new Late(value));
        return this;
    }

    boolean hasPushed() {
        return !pushed.isEmpty();
    }

    /** Adds the first key and the values that are pushed. */
    void addPushedTo(CommandArguments command) {
        command.add(keys.keySet().iterator().next());
        pushed.forEach(command::add);
    }

    /** Adds them to a command: how many keys, the keys, the arguments. */
    void addTo(CommandArguments command) {
        command.add(keys.size());
        keys.keySet().forEach(command::add);
        args.forEach(command::add);
    }

    private static final class Late implements Rawable {
        private final Supplier<byte[]> value;
        private byte @Nullable [] made;

        Late(Supplier<byte[]> value) {
            this.value = value;
        }

        @Override
        public byte[] getRaw() {
            byte[] bytes = made;
            if (bytes == null) {
                bytes = value.get();
                made = bytes;
            }
            return bytes;
        }
    }
}
