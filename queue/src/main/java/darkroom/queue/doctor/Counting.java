package darkroom.queue.doctor;

import darkroom.queue.json.DeadJob;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Script;
import darkroom.queue.redis.StatFields;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Sets counters right. */
final class Counting {
    private static final int TRIES = 5;
    private static final long NO_PLACE = -1;

    private final RedisStore store;
    private final Keys keys;

    Counting(RedisStore store) {
        this.store = store;
        this.keys = store.keys();
    }

    /** A place whose jobs are counted by queue. */
    enum Place {
        SCHEDULED,
        RETRYING,
        DEAD;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Counts the jobs of a place anew; says what came of it. */
    String recount(Place place) {
        for (int i = 0; i < TRIES; i++) {
            long size = size(place);
            Map<String, Long> seen = counters(place);
            Map<String, Long> there = count(place);
            if (there.values().stream().mapToLong(Long::longValue).sum() != size) {
                continue;
            }
            TreeSet<String> queues = new TreeSet<>(seen.keySet());
            queues.addAll(there.keySet());
            Call call = new Call();
            call.key(keys.stats());
            call.key(key(place));
            call.arg(size);
            for (String queue : queues) {
                call.arg(StatFields.now(place.word(), queue))
                        .arg(seen.getOrDefault(queue, 0L))
                        .arg(there.getOrDefault(queue, 0L));
            }
            if (store.run(Script.ADJUST, call).number() == 1) {
                return "counted " + size + " jobs";
            }
        }
        return "not counted, since jobs came and went " + TRIES + " times meanwhile; try again";
    }

    /** Notes that so many jobs are missing, so that the account of the queue is balanced again. */
    String adjust(String queue, long adjusted, long missing) {
        Call call = new Call();
        call.key(keys.stats());
        call.arg(NO_PLACE);
        call.arg(StatFields.adjusted(queue)).arg(adjusted).arg(adjusted - missing);
        return store.run(Script.ADJUST, call).number() == 1
                ? "noted in the counter adjusted of queue " + queue + ": " + -missing
                : "somebody else has adjusted queue " + queue;
    }

    private String key(Place place) {
        return switch (place) {
            case SCHEDULED -> keys.scheduled();
            case RETRYING -> keys.retrying();
            case DEAD -> keys.deadJobs();
        };
    }

    private long size(Place place) {
        return place == Place.DEAD ? store.hashSize(keys.deadJobs()) : store.sortedSize(key(place));
    }

    private Map<String, Long> counters(Place place) {
        Map<String, Long> counters = new HashMap<>();
        String prefix = StatFields.now(place.word(), "");
        store.hash(keys.stats())
                .forEach(
                        (field, value) -> {
                            if (field.startsWith(prefix)) {
                                counters.put(
                                        field.substring(prefix.length()), Long.parseLong(value));
                            }
                        });
        return counters;
    }

    private Map<String, Long> count(Place place) {
        Map<String, Long> counts = new HashMap<>();
        if (place == Place.DEAD) {
            store.scan()
                    .hash(
                            keys.deadJobs(),
                            page ->
                                    page.forEach(
                                            entry ->
                                                    counts.merge(
                                                            DeadJob.read("", entry.getValue())
                                                                    .queue(),
                                                            1L,
                                                            Long::sum)));
        } else {
            store.scan()
                    .sorted(
                            key(place),
                            page ->
                                    page.forEach(
                                            member ->
                                                    counts.merge(
                                                            PlaceCheck.queueOf(
                                                                    new String(
                                                                            member,
                                                                            StandardCharsets
                                                                                    .UTF_8)),
                                                            1L,
                                                            Long::sum)));
        }
        return counts;
    }
}
