package darkroom.queue.inspect;

import darkroom.queue.inspect.WaitingJob.Place;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.RedisStore.Scored;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for a job that is not dead, for as long as a page may take: where it is due to be, in the
 * hands of processes, and at both ends of what waits. Looks at no more than that however many wait,
 * and says so; who has more time walks. Thread-safe.
 */
public final class JobPlaces {
    private static final Duration TIME = Duration.ofMillis(300);

    /** Jobs that are read in one call. */
    private static final int PAGE = 50;

    /** Jobs at each end of each place. */
    private static final int END = 200;

    private static final int QUEUES_MAX = 100;
    private static final int PROCESSES_MAX = 200;
    private static final int HELD_MAX = 2_000;
    private static final int SAME_MOMENT_MAX = 500;

    /** How many places a job may have come forward in its queue since a list said where it is. */
    private static final int FORWARD_MAX = 500;

    private final RedisStore store;
    private final Keys keys;

    /** Looks into {@code store}. */
    public JobPlaces(RedisStore store) {
        this.store = store;
        this.keys = store.keys();
    }

    /**
     * A job that was found.
     *
     * @param process that holds it; empty where it waits
     */
    public record Found(WaitingJob job, String process) {}

    /**
     * What a look came to.
     *
     * @param everywhere whether all jobs were looked at that were somewhere; one that moves between
     *     two places may be missed all the same
     */
    public record Look(Optional<Found> found, boolean everywhere) {}

    /**
     * Looks for the job of this id.
     *
     * @param due when it is due, as a list of such said; empty where that is not known
     */
    public Look find(String id, Optional<Instant> due) {
        Search search = new Search(id);
        return search.find(due.flatMap(search::dueAt));
    }

    /**
     * The same, where a list of those that are ready has it.
     *
     * @param queue it was ready in
     * @param offset how many were before it there; from 0
     */
    public Look find(String id, String queue, long offset) {
        Search search = new Search(id);
        return search.find(search.readyAt(queue, offset));
    }

    /**
     * Looks for it among all that wait or run, along the way that jobs go, and for as long as that
     * takes. One that goes back meanwhile, as one does that fails, may be missed.
     */
    public Optional<Found> walk(String id) {
        return new WaitingJobs(store)
                .find(id)
                .map(job -> new Found(job, ""))
                .or(() -> new ReservedJobs(store).find(id));
    }

    /** One look, with the time that it has. */
    private final class Search {
        private final String id;
        private final long until = System.nanoTime() + TIME.toNanos();
        private boolean everywhere = true;

        Search(String id) {
            this.id = id;
        }

        Look find(Optional<Found> first) {
            // Along the way that jobs go.
            Optional<Found> found =
                    first.or(() -> due(Place.SCHEDULED))
                            .or(() -> due(Place.RETRYING))
                            .or(this::ready)
                            .or(this::held);
            return new Look(found, everywhere);
        }

        // Those before it have begun since, so that it is there or nearer to the head.
        Optional<Found> readyAt(String queue, long offset) {
            String key = keys.queue(queue);
            if (!"list".equals(store.type(key))) {
                return Optional.empty();
            }
            long least = Math.max(0, offset - FORWARD_MAX);
            for (long to = offset + PAGE; to > least && isInTime(); to -= PAGE) {
                Optional<Found> found =
                        among(queue, store.listRange(key, Math.max(0, to - PAGE), to - 1));
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }

        Optional<Found> dueAt(Instant moment) {
            for (Place place : List.of(Place.SCHEDULED, Place.RETRYING)) {
                double score = moment.toEpochMilli();
                Optional<Found> found =
                        among(
                                place,
                                store.sortedDown(
                                        schedule(place), score, score, 0, SAME_MOMENT_MAX));
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }

        private Optional<Found> due(Place place) {
            String key = schedule(place);
            if (store.sortedSize(key) > 2 * END) {
                everywhere = false;
            }
            for (int from = 0; from < END && isInTime(); from += PAGE) {
                int to = from + PAGE - 1;
                List<Scored> first = store.sortedRange(key, from, to);
                Optional<Found> found =
                        among(place, first).or(() -> among(place, lastOf(key, first, to)));
                if (found.isPresent() || first.size() < PAGE) {
                    return found;
                }
            }
            return Optional.empty();
        }

        // What was just put off for long is at the far end.
        private List<Scored> lastOf(String key, List<Scored> first, int to) {
            return first.size() < PAGE
                    ? List.of()
                    : store.sortedRangeReversed(key, to + 1L - PAGE, to);
        }

        private Optional<Found> among(Place place, List<Scored> entries) {
            for (Scored entry : entries) {
                if (entry.member().contains(id)) {
                    WaitingJob job =
                            WaitingJob.of(
                                    place,
                                    entry.member().getBytes(StandardCharsets.UTF_8),
                                    Optional.of(Instant.ofEpochMilli((long) entry.score())));
                    if (job.id().equals(id)) {
                        return Optional.of(new Found(job, ""));
                    }
                }
            }
            return Optional.empty();
        }

        private Optional<Found> held() {
            List<Scored> processes = store.sortedRange(keys.processes(), 0, PROCESSES_MAX - 1);
            if (store.sortedSize(keys.processes()) > PROCESSES_MAX) {
                everywhere = false;
            }
            for (Scored process : processes) {
                if (!isInTime()) {
                    return Optional.empty();
                }
                String key = keys.reserved(process.member());
                List<Map.Entry<String, byte[]>> held = store.scanHash(key, HELD_MAX);
                everywhere &= held.size() < HELD_MAX;
                for (Map.Entry<String, byte[]> entry : held) {
                    String field = entry.getKey();
                    Optional<WaitingJob> job =
                            WaitingJob.ready(id, Keys.queueOf(field), entry.getValue());
                    if (job.isPresent()) {
                        return Optional.of(new Found(job.get(), process.member()));
                    }
                }
            }
            return Optional.empty();
        }

        private Optional<Found> ready() {
            List<String> queues = store.someMembers(keys.queues(), QUEUES_MAX + 1);
            everywhere &= queues.size() <= QUEUES_MAX;
            for (String queue : queues) {
                if (!isInTime()) {
                    return Optional.empty();
                }
                String key = keys.queue(queue);
                if ("list".equals(store.type(key))) {
                    Optional<Found> found = ready(queue, key);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        }

        private Optional<Found> ready(String queue, String key) {
            long length = store.listLength(key);
            if (length > 2L * END) {
                everywhere = false;
            }
            for (int from = 0; from < END && from < length && isInTime(); from += PAGE) {
                Optional<Found> found = among(queue, store.listRange(key, from, from + PAGE - 1));
                if (found.isEmpty() && length > PAGE) {
                    found = among(queue, store.listRange(key, -from - PAGE, -from - 1));
                }
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }

        private Optional<Found> among(String queue, List<byte[]> payloads) {
            return payloads.stream()
                    .flatMap(payload -> WaitingJob.ready(id, queue, payload).stream())
                    .map(job -> new Found(job, ""))
                    .findFirst();
        }

        private boolean isInTime() {
            boolean inTime = System.nanoTime() - until < 0;
            everywhere &= inTime;
            return inTime;
        }

        private String schedule(Place place) {
            return place == Place.SCHEDULED ? keys.scheduled() : keys.retrying();
        }
    }
}
