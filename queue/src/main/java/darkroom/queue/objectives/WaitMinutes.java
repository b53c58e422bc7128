package darkroom.queue.objectives;

import darkroom.queue.LatencyBuckets;
import darkroom.queue.Limits;
import darkroom.queue.redis.MinuteList;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.StatFields;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
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

    private final RedisStore store;
    private final MinuteList kept;

    /** Those of the queues in {@code store}. */
    public WaitMinutes(RedisStore store) {
        this.store = store;
        this.kept = new MinuteList(store, store.keys().waits(), KEPT_MAX);
    }

    /** What had been counted by one minute: by {@link LatencyBuckets}, by queue. */
    public static final class Reading {
        private final Map<String, long[]> counts;

        private Reading(Map<String, long[]> counts) {
            this.counts = Collections.unmodifiableMap(counts);
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
        if (kept.isKept()) {
            return false;
        }
        long minute = kept.minute();
        Map<String, long[]> counted = StatFields.waits(store.hash(store.keys().stats()));
        return kept.keep(
                minute,
                counted.entrySet().stream()
                        .sorted(
                                Comparator.comparingLong(
                                        entry -> -Arrays.stream(entry.getValue()).sum()))
                        .limit(Limits.OBJECTIVES_MAX)
                        .map(entry -> line(entry.getKey(), entry.getValue()))
                        .toList());
    }

    /** The oldest that is of the last {@value #SPAN_MAX} minutes, if there is one. */
    public Optional<Reading> earliest() {
        long first = kept.minute() - SPAN_MAX;
        return kept.range(-KEPT_MAX, -1).stream()
                .filter(one -> one.epochMinute() >= first)
                .flatMap(one -> reading(one).stream())
                .findFirst();
    }

    private static String line(String queue, long[] counts) {
        StringBuilder line = new StringBuilder(queue);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                line.append(' ').append(i).append(':').append(counts[i]);
            }
        }
        return line.toString();
    }

    // What somebody else has put there is passed over.
    private static Optional<Reading> reading(MinuteList.Kept kept) {
        Map<String, long[]> counts = new TreeMap<>();
        try {
            for (String line : kept.lines()) {
                String[] words = line.split(" ", -1);
                long[] row = new long[LatencyBuckets.COUNT];
                for (String word : Arrays.asList(words).subList(1, words.length)) {
                    int colon = word.indexOf(':');
                    row[Integer.parseInt(word.substring(0, colon))] =
                            Long.parseLong(word.substring(colon + 1));
                }
                counts.put(words[0], row);
            }
            return Optional.of(new Reading(counts));
        } catch (IllegalArgumentException | IndexOutOfBoundsException foreign) {
            return Optional.empty();
        }
    }
}
