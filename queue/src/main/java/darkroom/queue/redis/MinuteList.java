package darkroom.queue.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is kept of each of the last minutes by Redis' clock, by whoever thinks of it first: a list
 * of texts, each of which begins with a line that is its epoch minute. Thread-safe.
 */
public final class MinuteList {
    private static final long MINUTE_MILLIS = 60_000;
    private static final Pattern MINUTE = Pattern.compile("[0-9]{1,15}");

    private final RedisStore store;
    private final String key;
    private final int most;

    /**
     * That at {@code key}.
     *
     * @param most minutes that are kept
     */
    public MinuteList(RedisStore store, String key, int most) {
        this.store = store;
        this.key = key;
        this.most = most;
    }

    /** What is kept of one minute. */
    public record Kept(long epochMinute, List<String> lines) {
        /** Copies the lines. */
        public Kept {
            lines = List.copyOf(lines);
        }
    }

    /** The epoch minute that a moment in epoch ms is in. */
    public static long minute(long millis) {
        return millis / MINUTE_MILLIS;
    }

    /** This minute by Redis' clock. */
    public long minute() {
        return minute(store.timeMillis());
    }

    /** Whether this minute is kept, by the latest that is. */
    public boolean isKept() {
        long now = minute();
        return range(-1, -1).stream().anyMatch(last -> last.epochMinute() >= now);
    }

    /** Keeps these lines of a minute, unless it or a later one is kept; whether it did. */
    public boolean keep(long epochMinute, List<String> lines) {
        List<String> text = new ArrayList<>();
        text.add(Long.toString(epochMinute));
        text.addAll(lines);
        Call call = new Call();
        call.key(key);
        call.arg(epochMinute).arg(String.join("\n", text)).arg(most);
        return store.run(Script.MINUTE, call).number() == 1;
    }

    /**
     * Some of them, oldest first, without what somebody else has put there.
     *
     * @param from where the first stands in the list; below 0 from its end, -1 is the latest
     * @param to where the last does
     */
    public List<Kept> range(long from, long to) {
        return store.listRange(key, from, to).stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).lines().toList())
                .filter(lines -> !lines.isEmpty() && MINUTE.matcher(lines.get(0)).matches())
                .map(
                        lines ->
                                new Kept(
                                        Long.parseLong(lines.get(0)),
                                        lines.subList(1, lines.size())))
                .toList();
    }
}
