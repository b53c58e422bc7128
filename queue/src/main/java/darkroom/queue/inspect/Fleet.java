package darkroom.queue.inspect;

import darkroom.queue.Limits;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisHashes;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Script;
import darkroom.queue.reserve.ProcessState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The fleet: its processes and what is wanted of them. Nothing here talks to a process: what is
 * wanted is recorded in Redis, and each process follows at its next beat. Thread-safe.
 */
public final class Fleet {
    /** The most threads that can be wanted of the fleet. */
    public static final int THREADS_MAX = 100_000;

    private static final String THREADS = "threads";
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,18}");

    private final RedisStore store;

    /** Looks into {@code store}. */
    public Fleet(RedisStore store) {
        this.store = store;
    }

    /**
     * One worker process.
     *
     * @param sinceBeat how long ago it was last heard of, by Redis' clock
     * @param held how many jobs Redis has down as held by it
     * @param record what it says of itself: state, threads, busy, host, pid, build, heapBytes,
     *     heapMaxBytes, and of the last minute gcMillis and gcMostMillis: how long its collector
     *     had it stand still in all, and at most between two beats
     */
    public record ProcessView(
            String id, Duration sinceBeat, long held, Map<String, String> record) {
        /** Copies the record. */
        public ProcessView {
            record = Map.copyOf(record);
        }

        /**
         * What it does with jobs, in {@link ProcessState}'s words; {@code joining} before its first
         * beat.
         */
        public String state() {
            return record.getOrDefault("state", "joining");
        }

        /**
         * Since it last fetched jobs, or needed none: a process that beats and cannot fetch is of
         * no use. Zero before its first beat.
         */
        public Duration sinceFetch() {
            String atBeat = record.getOrDefault("fetchMillisAgo", "");
            return atBeat.isEmpty() ? Duration.ZERO : sinceBeat.plusMillis(Long.parseLong(atBeat));
        }

        /** Which build it is; empty if it does not say. */
        public String build() {
            return record.getOrDefault("build", "");
        }

        /** An amount it says of itself; empty if it does not. */
        public OptionalLong amount(String field) {
            String text = record.getOrDefault(field, "");
            return AMOUNT.matcher(text).matches()
                    ? OptionalLong.of(Long.parseLong(text))
                    : OptionalLong.empty();
        }

        /** A number it says of itself; 0 if it does not. */
        public int number(String field) {
            return Integer.parseInt(record.getOrDefault(field, "0"));
        }
    }

    /** All processes, by id; at most {@link Limits#PAGE_MAX}. */
    public List<ProcessView> list() {
        Keys keys = store.keys();
        long now = store.timeMillis();
        List<RedisStore.Scored> processes =
                store.sortedRange(keys.processes(), 0, Limits.PAGE_MAX - 1);
        List<RedisHashes.Sized> records =
                store.hashes()
                        .of(
                                processes.stream().map(one -> keys.process(one.member())).toList(),
                                processes.stream()
                                        .map(one -> keys.reserved(one.member()))
                                        .toList());
        List<ProcessView> views = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            RedisStore.Scored process = processes.get(i);
            views.add(
                    new ProcessView(
                            process.member(),
                            Duration.ofMillis(Math.max(0, now - (long) process.score())),
                            records.get(i).size(),
                            records.get(i).fields()));
        }
        views.sort((a, b) -> a.id().compareTo(b.id()));
        return views;
    }

    /** How many threads are wanted of all processes together; empty: as each was started. */
    public OptionalInt wantedThreads() {
        String threads = store.hash(store.keys().fleet()).getOrDefault(THREADS, "");
        return threads.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(threads));
    }

    /**
     * Records how many threads are wanted of all processes together; they share them out and follow
     * at their next beat. No job is interrupted.
     *
     * @param threads 0 to {@link #THREADS_MAX}
     */
    public void scale(int threads) {
        if (threads < 0 || threads > THREADS_MAX) {
            throw new IllegalArgumentException(
                    "cannot scale the fleet to "
                            + threads
                            + " threads: expected 0.."
                            + THREADS_MAX
                            + " (Fleet.THREADS_MAX)");
        }
        store.setField(store.keys().fleet(), THREADS, Integer.toString(threads));
    }

    /** Forgets what was wanted: each process has the threads again that it was started with. */
    public void unscale() {
        store.removeField(store.keys().fleet(), THREADS);
    }

    /**
     * Records what is wanted of one process; it follows at its next beat.
     *
     * @return false if there is no such process
     */
    public boolean want(String processId, ProcessState state) {
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.processes());
        call.key(keys.process(processId));
        return store.run(Script.WANT, call.arg(processId).arg(state.word())).number() == 1;
    }
}
