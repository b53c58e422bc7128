package darkroom.queue.inspect;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Limits;
import darkroom.queue.QueueName;
import darkroom.queue.inspect.WaitingJob.Place;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.RedisStore.Scored;
import darkroom.queue.redis.Script;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Jobs that have not begun: to be seen, cancelled, or run before they are due. Thread-safe. */
public final class WaitingJobs {
    private static final int TRIES = 3;
    private static final int PURGE_JOBS = 100;

    /** Jobs that were just seen at the head are there, or gone. */
    private static final int PURGE_DEPTH = 10 * PURGE_JOBS;

    private static final int ANYWHERE = 0;

    private final RedisStore store;
    private final Keys keys;

    /** Looks into {@code store}. */
    public WaitingJobs(RedisStore store) {
        this.store = store;
        this.keys = store.keys();
    }

    /**
     * Jobs that are scheduled or retrying, next due first.
     *
     * @param limit at most {@link Limits#PAGE_MAX}
     */
    public List<WaitingJob> due(int limit) {
        return Stream.of(Place.SCHEDULED, Place.RETRYING)
                .flatMap(place -> due(place, 0, limit).stream())
                .sorted(Comparator.comparing(job -> job.due().orElseThrow()))
                .limit(limit)
                .toList();
    }

    /**
     * A page of one of the two, next due first.
     *
     * @param place where they are scheduled or retrying
     * @param limit at most {@link Limits#PAGE_MAX}
     */
    public List<WaitingJob> due(Place place, long offset, int limit) {
        return store.sortedRange(schedule(place), offset, offset + limit - 1).stream()
                .map(entry -> job(place, entry))
                .toList();
    }

    /**
     * A page of those that are ready in a queue, next first.
     *
     * @param limit at most {@link Limits#PAGE_MAX}
     * @throws InvalidJobException if it is no name of a queue, or its key holds something else than
     *     a list
     */
    public List<WaitingJob> ready(String queue, long offset, int limit) {
        checkIsList(QueueName.check(queue));
        return store.listRange(keys.queue(queue), offset, offset + limit - 1).stream()
                .map(payload -> WaitingJob.ready(queue, payload))
                .toList();
    }

    private static WaitingJob job(Place place, Scored entry) {
        return WaitingJob.of(
                place,
                entry.member().getBytes(StandardCharsets.UTF_8),
                Optional.of(Instant.ofEpochMilli((long) entry.score())));
    }

    /**
     * The job of this id, if it waits somewhere. Walks through all that wait, along the way that
     * jobs go.
     */
    public Optional<WaitingJob> find(String id) {
        return findDue(id).or(() -> findReady(id));
    }

    /** The same where it is scheduled or retrying. */
    public Optional<WaitingJob> findDue(String id) {
        List<WaitingJob> found = new ArrayList<>();
        for (Place place : List.of(Place.SCHEDULED, Place.RETRYING)) {
            store.scan()
                    .sorted(
                            schedule(place),
                            page ->
                                    page.stream()
                                            .filter(member -> mentions(member, id))
                                            .map(
                                                    member ->
                                                            WaitingJob.of(
                                                                    place,
                                                                    member,
                                                                    Optional.empty()))
                                            .filter(job -> job.id().equals(id))
                                            .forEach(found::add));
        }
        return found.stream().findFirst();
    }

    private Optional<WaitingJob> findReady(String id) {
        List<WaitingJob> found = new ArrayList<>();
        for (String queue : store.members(keys.queues())) {
            if (found.isEmpty() && isList(queue)) {
                store.scan()
                        .listFromTail(
                                keys.queue(queue),
                                page ->
                                        page.stream()
                                                .flatMap(
                                                        payload ->
                                                                WaitingJob.ready(id, queue, payload)
                                                                        .stream())
                                                .forEach(found::add));
            }
        }
        return found.stream().findFirst();
    }

    // Most jobs are others: to read them all would take many times as long.
    private static boolean mentions(byte[] bytes, String id) {
        return new String(bytes, StandardCharsets.UTF_8).contains(id);
    }

    /**
     * Ends a job that has not begun; it counts as purged. Its unique key is free, and its row of an
     * outbox goes.
     *
     * @return where it was
     * @throws InvalidJobException if it does not wait anywhere
     */
    public WaitingJob cancel(String id) {
        return ended(id, this::find, "ready, scheduled or retrying");
    }

    /**
     * The same of one that is scheduled or retrying.
     *
     * @throws InvalidJobException if it is not
     */
    public WaitingJob cancelDue(String id) {
        return ended(id, this::findDue, "scheduled or retrying");
    }

    private WaitingJob ended(
            String id, Function<String, Optional<WaitingJob>> find, String expected) {
        for (int i = 0; i < TRIES; i++) {
            Optional<WaitingJob> job = find.apply(id);
            if (job.isPresent() && end(List.of(job.get()), ANYWHERE) == 1) {
                return job.get();
            }
        }
        throw notWaiting("cancel", id, expected);
    }

    /**
     * Puts a job that is scheduled or retrying into its queue now.
     *
     * @throws InvalidJobException if it is not, or if its queue is not a list
     */
    public WaitingJob runNow(String id) {
        for (int i = 0; i < TRIES; i++) {
            Optional<WaitingJob> job = findDue(id);
            if (job.isPresent()) {
                checkIsList(job.get().queue());
                if (promote(job.get())) {
                    return job.get();
                }
            }
        }
        throw notWaiting("run", id, "scheduled or retrying");
    }

    /**
     * Ends all jobs that are ready in a queue now, but those that begin meanwhile. What is
     * scheduled, retrying or reserved stays.
     *
     * @param progress hears how many have gone so far
     * @return how many
     * @throws InvalidJobException if its key holds something else than a list
     */
    public long purge(String queue, LongConsumer progress) {
        checkIsList(QueueName.check(queue));
        long most = store.listLength(keys.queue(queue));
        long purged = 0;
        for (int idle = 0; purged < most && idle < TRIES; ) {
            List<WaitingJob> next = ready(queue, 0, (int) Math.min(PURGE_JOBS, most - purged));
            long gone = next.isEmpty() ? 0 : end(next, PURGE_DEPTH);
            idle = gone == 0 ? idle + 1 : 0;
            purged += gone;
            progress.accept(purged);
        }
        return purged;
    }

    private long end(List<WaitingJob> jobs, int depth) {
        Call call = new Call();
        call.key(keys.stats());
        call.arg(depth);
        for (WaitingJob job : jobs) {
            Optional<StoredJob> said = job.job();
            boolean counted = job.place() != Place.READY || JobCodec.isNamed(job.payload());
            String id = said.flatMap(StoredJob::id).orElse("?");
            call.arg(job.place().word()).arg(job.stored()).arg(job.queue());
            call.arg(counted ? id : "");
            call.arg(
                    call.key(
                            job.place() == Place.READY
                                    ? keys.queue(job.queue())
                                    : schedule(job.place())));
            call.arg(key(call, said.flatMap(StoredJob::uniqueKey).map(keys::unique)));
            call.arg(key(call, said.flatMap(StoredJob::outbox).map(keys::outboxLive)));
            call.arg(key(call, said.flatMap(StoredJob::outbox).map(keys::outboxDone)));
        }
        return store.run(Script.CANCEL, call).number();
    }

    private static int key(Call call, Optional<String> key) {
        return key.map(call::key).orElse(0);
    }

    private boolean promote(WaitingJob job) {
        Call call = new Call();
        call.key(schedule(job.place()));
        call.key(keys.queues());
        call.key(keys.stats());
        call.arg(keys.wakeChannel()).arg(job.place().word());
        call.arg(job.stored()).arg(job.payload()).arg(job.queue());
        call.arg(call.key(keys.queue(job.queue())));
        return store.run(Script.PROMOTE, call).number() == 1;
    }

    private InvalidJobException notWaiting(String verb, String id, String expected) {
        return new InvalidJobException(
                "cannot "
                        + verb
                        + " job "
                        + id
                        + ": expected a job that is "
                        + expected
                        + ", found it "
                        + elsewhere(id));
    }

    private String elsewhere(String id) {
        Optional<JobPlaces.Found> held = new ReservedJobs(store).find(id);
        if (held.isPresent()) {
            return "in hand of process " + held.get().process() + "; it goes on to its end";
        }
        if (store.field(keys.deadJobs(), id).isPresent()) {
            return "dead; \"darkroom dead discard " + id + "\" deletes it";
        }
        return findReady(id)
                .map(job -> "ready in queue " + job.queue() + "; \"darkroom job cancel\" ends it")
                .orElse("nowhere: it is done, or was never enqueued");
    }

    private void checkIsList(String queue) {
        String type = store.type(keys.queue(queue));
        if (!"list".equals(type) && !"none".equals(type)) {
            throw new InvalidJobException(
                    "cannot use queue "
                            + queue
                            + ": expected a list at key "
                            + keys.queue(queue)
                            + ", found a "
                            + type
                            + "; another program uses this name");
        }
    }

    private boolean isList(String queue) {
        return "list".equals(store.type(keys.queue(queue)));
    }

    private String schedule(Place place) {
        return place == Place.SCHEDULED ? keys.scheduled() : keys.retrying();
    }
}
