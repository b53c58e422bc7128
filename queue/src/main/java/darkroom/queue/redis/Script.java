package darkroom.queue.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The Lua scripts, one a change of state. Each file's head says what it guarantees.
 *
 * <p>At {@code maxmemory} with {@code noeviction} Redis refuses {@link #ENQUEUE} and {@link
 * #APPEND} before their first write and runs all others, so that the fleet drains it: Redis 7 by a
 * flag of the script, Redis 6.2 because the script's first write needs no memory (both tested,
 * 6.2.6 and 7.0.15).
 */
public enum Script {
    ADJUST,
    /** As {@link #ENQUEUE}, for plain jobs of one queue. */
    APPEND,
    AUDIT,
    BEAT,
    BEGIN,
    BUILD,
    CANCEL,
    DEREGISTER,
    DISCARD("group.lua"),
    DUE,
    /** With {@link #APPEND} what a Redis out of memory refuses; the others drain it. */
    ENQUEUE,
    EXCHANGE("group.lua", "failing.lua"),
    FENCE,
    /** Writes nothing. */
    GROUPS,
    LEDGER,
    LOOK,
    MEND("group.lua"),
    MINUTE,
    NOTE,
    OPERATE("group.lua"),
    PICK,
    PROMOTE,
    REAP("group.lua", "failing.lua"),
    RECALL("stub.lua"),
    REDRIVE("group.lua"),
    REGISTER,
    RESTORE,
    RETRACT("group.lua"),
    SESSION,
    SHOW,
    SPILL("stub.lua"),
    START,
    STEER,
    TRIAGE,
    TURN,
    WANT;

    /**
     * Redis 7 and later: run although maxmemory is reached, so that a full Redis can be drained.
     */
    private static final String ALLOW_OOM = "#!lua flags=allow-oom\n";

    /**
     * Redis 6 has no such flag; but it asks for memory only until a script's first write, so the
     * first is one that needs none and changes nothing (no first key has a time to live).
     */
    private static final String WRITE_FIRST = "redis.call('PERSIST', KEYS[1])\n";

    private final String source;

    Script(String... before) {
        StringBuilder text = new StringBuilder();
        for (String file : before) {
            text.append(load(file));
        }
        source = text.append(load(name().toLowerCase(Locale.ROOT) + ".lua")).toString();
    }

    /** Whether what it writes is new to Redis: what the others move is there before and after. */
    boolean isEnqueue() {
        return this == APPEND || this == ENQUEUE;
    }

    private boolean isReading() {
        return this == DUE || this == GROUPS || this == LEDGER || this == PICK;
    }

    String source(int redisMajor) {
        if (isEnqueue() || isReading()) {
            return source;
        }
        return (redisMajor >= 7 ? ALLOW_OOM : WRITE_FIRST) + source;
    }

    private static String load(String file) {
        try (InputStream in = Script.class.getResourceAsStream("lua/" + file)) {
            if (in == null) {
                throw new IllegalStateException("cannot find script lua/" + file + " in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
