package darkroom.queue.operations;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Limits;
import darkroom.queue.archive.Place;
import darkroom.queue.json.DeadJob;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The jobs of one step of an operation, as they are gathered. For one thread and one step. */
final class OperationStep {
    private static final byte[] NOTHING = {};

    private final RedisStore store;
    private final long number;
    private final Plan plan;
    private final List<Entry> entries = new ArrayList<>();
    private int unreadable;
    private int gone;

    OperationStep(RedisStore store, long number, Plan plan) {
        this.store = store;
        this.number = number;
        this.plan = plan;
    }

    /**
     * A job that is to be moved.
     *
     * @param job as it goes into its queue; none if it is to be discarded and cannot be read
     */
    private record Entry(Picked picked, DeadJob dead, Optional<StoredJob> job) {
        String id() {
            return job.flatMap(StoredJob::id).orElse(picked.name());
        }
    }

    /** How many jobs are to be moved. */
    int jobs() {
        return entries.size();
    }

    /**
     * Adds a job if it is selected.
     *
     * @return false if it is, and nobody has asked the archive for its body: then it is the next
     *     step's
     */
    boolean add(Picked picked) {
        Optional<DeadJob> dead = picked.job();
        if (picked.record().length == 0) {
            gone++;
        } else if (dead.isEmpty()) {
            unreadable++;
        } else if (plan.selection().matches(dead.get())) {
            return addSelected(picked, dead.get());
        }
        return true;
    }

    private boolean addSelected(Picked picked, DeadJob dead) {
        if (picked.isStub()) {
            unreadable += picked.isRead() ? 1 : 0;
            return picked.isRead();
        }
        add(picked, dead);
        return true;
    }

    /** Bodies of those to be moved that came from the archive. */
    Map<Place, byte[]> spilled() {
        Map<Place, byte[]> spilled = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (entry.picked().isRead()) {
                spilled.put(entry.picked().place(), entry.picked().record());
            }
        }
        return spilled;
    }

    private void add(Picked picked, DeadJob dead) {
        try {
            boolean retry = plan.action() == Action.RETRY;
            StoredJob job =
                    retry ? dead.retried().withOperation(number) : JobCodec.decode(dead.payload());
            entries.add(new Entry(picked, dead, Optional.of(job)));
        } catch (InvalidJobException e) {
            if (plan.action() == Action.RETRY) {
                unreadable++;
            } else {
                entries.add(new Entry(picked, dead, Optional.empty()));
            }
        }
    }

    /**
     * What the step has seen.
     *
     * @param cursor where the operation is after it
     * @param looked how many jobs it looked at
     * @param last whether there are no more
     */
    record Seen(String cursor, int looked, boolean last) {}

    /** Moves them, if the step of this number is next. */
    void take(long step, Seen seen, OperationWatch watch) {
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.operation(number));
        call.key(keys.operationsActive());
        call.key(keys.dead());
        call.key(keys.deadJobs());
        call.key(keys.queues());
        call.key(keys.stats());
        call.key(keys.operationRecords(number));
        call.arg(number).arg(step).arg(seen.cursor()).arg(seen.looked());
        call.arg(unreadable).arg(seen.last() ? 1 : 0);
        call.arg(plan.pace().rate()).arg(watch.canaryLacks());
        call.arg(plan.pace().patience().toMillis());
        call.arg(keys.wakeChannel()).arg(Limits.UNIQUE_MAX.toMillis());
        call.arg(OperationRunner.RECORDS_MAX).arg(OperationRunner.RECORDS_LIFE.toMillis());
        call.arg(gone).arg(watch.window().tried()).arg(watch.window().failed());
        call.arg(keys.deadOf(""));
        entries.forEach(entry -> add(call, entry));
        store.run(Script.OPERATE, call);
    }

    private void add(Call call, Entry entry) {
        Keys keys = store.keys();
        String queue = entry.dead().queue();
        Optional<StoredJob> job = entry.job();
        boolean retry = plan.action() == Action.RETRY;
        int list = 0;
        int unique = 0;
        int live = 0;
        int done = 0;
        if (retry) {
            list = call.key(keys.queue(queue));
            unique = job.flatMap(StoredJob::uniqueKey).map(key -> key(call, key)).orElse(0);
        } else if (job.flatMap(StoredJob::outbox).isPresent()) {
            String outbox = job.flatMap(StoredJob::outbox).get();
            live = call.key(keys.outboxLive(outbox));
            done = call.key(keys.outboxDone(outbox));
        }
        call.arg(retry ? "R" : "D").arg(entry.picked().name()).arg(entry.picked().since());
        call.arg(retry ? job.map(StoredJob::toBytes).orElse(NOTHING) : NOTHING);
        call.arg(queue).arg(entry.id()).arg(list).arg(unique).arg(live).arg(done);
    }

    private int key(Call call, String uniqueKey) {
        return call.key(store.keys().unique(uniqueKey));
    }
}
