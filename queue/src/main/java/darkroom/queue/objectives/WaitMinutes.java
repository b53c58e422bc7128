package darkroom.queue.objectives;

import darkroom.queue.LatencyBuckets;
import darkroom.queue.Limits;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Script;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How long jobs had waited by each of the last minutes, kept in Redis by whichever worker process
 * thinks of it first: what has been counted since is how long they wait lately. Thread-safe.
 */
public final class WaitMinutes {
    /** Waits of the last minutes are those of so many at most. */
    public static final int SPAN_MAX = 10;

    private static final int KEPT_MAX = SPAN_MAX + 1;
    private static final long MINUTE_MILLIS = 60_000;

    private final RedisStore store;

    /** Those of the queues in {@code store}. */
    public WaitMinutes(RedisStore store) {
        this.store = store;
    }

    /** What had been counted by one minute: by {@link LatencyBuckets}, by queue. */
    public static final class Reading {
        private final long epochMinute;
        private final Map<String, long[]> counts;

        private Reading(long epochMinute, Map<String, long[]> counts) {
            this.epochMinute = epochMinute;
            this.counts = counts;
        }

        /**
         * What has been counted since.
         *
         * @param now what is counted for this queue by now
         * @return the same where there were none of this queue; nothing at all where it is one of
         *     more than are kept
         */
        public long[] until(String queue, long[] now) {
            long[] then = counts.get(queue);
            if (then == null) {
                return counts.size() < Limits.OBJECTIVES_MAX ? now.clone() : new long[0];
            }
            // Fewer than before are those of a Redis that was emptied.
            return IntStream.range(0, now.length)
                    .mapToLong(i -> Math.max(0, now[i] - then[i]))
                    .toArray();
        }
    }

    /** Keeps what is counted by this minute unless somebody has; whether it did. */
    public boolean keep() {
        long minute = minute();
        if (readings(-1).stream().anyMatch(last -> last.epochMinute >= minute)) {
            return false;
        }
        StringBuilder text = new StringBuilder();
        text.append(minute);
        counted().entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> -Arrays.stream(entry.getValue()).sum()))
                .limit(Limits.OBJECTIVES_MAX)
                .forEach(entry -> add(text, entry.getKey(), entry.getValue()));
        Call call = new Call();
        call.key(store.keys().waits());
        call.arg(minute).arg(text.toString()).arg(KEPT_MAX);
        return store.run(Script.MINUTE, call).number() == 1;
    }

    /** The oldest that is of the last {@value #SPAN_MAX} minutes, if there is one. */
    public Optional<Reading> earliest() {
        long first = minute() - SPAN_MAX;
        return readings(-KEPT_MAX).stream()
                .filter(reading -> reading.epochMinute >= first)
                .findFirst();
    }

    private long minute() {
        return store.timeMillis() / MINUTE_MILLIS;
    }

    private Map<String, long[]> counted() {
        Map<String, long[]> counted = new TreeMap<>();
        store.hash(store.keys().stats())
                .forEach(
                        (field, count) -> {
                            String[] words = field.split("\\|", -1);
                            if (words.length == 3 && words[0].equals("wait")) {
                                row(counted, words[1])[Integer.parseInt(words[2])] =
                                        Long.parseLong(count);
                            }
                        });
        return counted;
    }

    private static long[] row(Map<String, long[]> counts, String queue) {
        return counts.computeIfAbsent(queue, name -> new long[LatencyBuckets.COUNT]);
    }

    private static void add(StringBuilder text, String queue, long[] counts) {
        text.append('\n').append(queue);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                text.append(' ').append(i).append(':').append(counts[i]);
            }
        }
    }

    private List<Reading> readings(long from) {
        return store.listRange(store.keys().waits(), from, -1).stream()
                .flatMap(bytes -> reading(new String(bytes, StandardCharsets.UTF_8)).stream())
                .toList();
    }

    // What somebody else has put there is passed over.
    private static Optional<Reading> reading(String text) {
        List<String> lines = text.lines().toList();
        Map<String, long[]> counts = new TreeMap<>();
        try {
            for (String line : lines.subList(1, lines.size())) {
                String[] words = line.split(" ", -1);
                for (String word : Arrays.asList(words).subList(1, words.length)) {
                    int colon = word.indexOf(':');
                    row(counts, words[0])[Integer.parseInt(word.substring(0, colon))] =
                            Long.parseLong(word.substring(colon + 1));
                }
            }
            long minute = Long.parseLong(lines.get(0));
            return Optional.of(new Reading(minute, Collections.unmodifiableMap(counts)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException foreign) {
            return Optional.empty();
        }
    }
}
