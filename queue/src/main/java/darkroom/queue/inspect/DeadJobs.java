package darkroom.queue.inspect;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Limits;
import darkroom.queue.archive.DeadBodies;
import darkroom.queue.json.DeadJob;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import darkroom.queue.redis.SortedPage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The dead set: jobs that were given up and wait for a person. Thread-safe. */
public final class DeadJobs {
    private final RedisStore store;
    private final DeadRecords records;

    /** Looks into {@code store} alone: a job whose body is in the archive can only be listed. */
    public DeadJobs(RedisStore store) {
        this(store, DeadBodies.NONE);
    }

    /** Looks into {@code store}, and for bodies that are not there into the archive. */
    public DeadJobs(RedisStore store, DeadBodies bodies) {
        this.store = store;
        this.records = new DeadRecords(store, bodies);
    }

    /**
     * A dead job and since when it is dead. Where several of one id are dead, the second is shown
     * with {@code ~2} behind its id, and so on, and is meant by that.
     *
     * @param since by Redis' clock
     */
    public record DeadView(DeadJob job, Instant since) {}

    /**
     * Dead jobs of one group of failures.
     *
     * @param next a cursor for the page after this one; empty if this is the last
     */
    public record GroupPage(List<DeadView> jobs, Optional<String> next) {}

    /** How many there are. */
    public long count() {
        return store.sortedSize(store.keys().dead());
    }

    /**
     * A page, latest first. What is only in an archive that is away is without its message.
     *
     * @param offset how many to leave out
     * @param limit at most {@link Limits#PAGE_MAX}
     */
    public List<DeadView> list(long offset, int limit) {
        return records.list(
                store.sortedRangeReversed(store.keys().dead(), offset, offset + limit - 1));
    }

    /** How many there are of one group of failures. */
    public long count(String group) {
        return store.sortedSize(store.keys().deadOf(group));
    }

    /**
     * A page of those of one group of failures, latest first.
     *
     * @param after a cursor of another page of this group, or empty for the first
     * @param limit from 1 to {@link Limits#PAGE_MAX}
     * @throws IllegalArgumentException if the cursor is none
     */
    public GroupPage list(String group, Optional<String> after, int limit) {
        Keys keys = store.keys();
        SortedPage page =
                SortedPage.read(store, keys.deadOf(group), after, Double.NEGATIVE_INFINITY, limit);
        return new GroupPage(records.list(page.members()), page.next());
    }

    /**
     * How many to leave out of {@link #list} to begin behind a job that was seen there, whether it
     * is still dead or not: what comes and goes meanwhile moves no page. Where it is gone, those
     * that died in its millisecond are listed again.
     *
     * @param since as it was listed
     */
    public long offsetBehind(String id, Instant since) {
        String dead = store.keys().dead();
        OptionalLong rank = store.reversedRank(dead, id);
        return rank.isPresent()
                ? rank.getAsLong() + 1
                : store.countAbove(dead, (double) since.toEpochMilli());
    }

    /**
     * One dead job, if there is one of this id.
     *
     * @throws darkroom.queue.StoreUnavailableException if its body is in the archive and that is
     *     away
     */
    public Optional<DeadView> find(String id) {
        return records.find(id);
    }

    /**
     * Puts a dead job back into its queue with all its attempts before it.
     *
     * @throws InvalidJobException if it is not in the dead set, cannot be read as a job, or its
     *     unique key is held by a live job; then it stays where it is
     */
    public void retry(String id) {
        DeadView dead = whole("retry", id);
        retry(id, dead, dead.job().retried());
    }

    /**
     * Puts a dead job back into its queue with other args. Those before stay with it: {@link
     * StoredJob#edits}.
     *
     * @param argsText JSON: an object, or an array of positional args
     * @param by who changes them
     * @throws InvalidJobException as {@link #retry}, or if the args cannot be used, or somebody has
     *     retried the job meanwhile and it has died again; then it stays where it is
     */
    public void edit(String id, String argsText, String by) {
        DeadView dead = whole("edit", id);
        StoredJob job = dead.job().retried().withArgs(argsText, by, store.timeMillis());
        retry(id, dead, job);
    }

    private DeadView whole(String verb, String id) {
        return DeadRecords.whole(find(id).orElseThrow(() -> notDead(verb, id)), verb);
    }

    private void retry(String id, DeadView view, StoredJob job) {
        DeadJob dead = view.job();
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.dead());
        call.key(keys.deadJobs());
        call.key(keys.queues());
        call.key(keys.queue(dead.queue()));
        call.key(keys.stats());
        job.uniqueKey().ifPresent(key -> call.key(keys.unique(key)));
        call.arg(id).arg(job.toBytes()).arg(dead.queue());
        call.arg(keys.wakeChannel()).arg(Limits.UNIQUE_MAX.toMillis());
        call.arg(job.id().orElseThrow()).arg(keys.deadOf(""));
        call.arg(view.since().toEpochMilli());
        Reply reply = store.run(Script.REDRIVE, call);
        switch (reply.text(0)) {
            case "OK" -> {}
            case "GONE" -> throw notDead("retry", id);
            case "CHANGED" -> throw diedAgain(id, Instant.ofEpochMilli(reply.number(1)));
            case "TYPE" ->
                    throw new InvalidJobException(
                            "cannot retry job "
                                    + id
                                    + ": expected a list at key "
                                    + keys.queue(dead.queue())
                                    + ", found a "
                                    + reply.text(1)
                                    + "; another program uses this name");
            default ->
                    throw new InvalidJobException(
                            "cannot retry job "
                                    + id
                                    + ": its unique key is held by live job "
                                    + reply.text(1)
                                    + "; retry when that one is done, or discard this one");
        }
    }

    /**
     * Deletes a dead job for good.
     *
     * @throws InvalidJobException if it is not in the dead set
     */
    public void discard(String id) {
        DeadJob dead = find(id).orElseThrow(() -> notDead("discard", id)).job();
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.dead());
        call.key(keys.deadJobs());
        call.key(keys.stats());
        Optional<StoredJob> job = JobCodec.decoded(dead.payload());
        job.flatMap(StoredJob::outbox)
                .ifPresent(
                        outbox -> {
                            call.key(keys.outboxLive(outbox));
                            call.key(keys.outboxDone(outbox));
                        });
        call.arg(id).arg(dead.queue()).arg(job.flatMap(StoredJob::id).orElse(id));
        call.arg(keys.deadOf(""));
        if (store.run(Script.DISCARD, call).number() == 0) {
            throw notDead("discard", id);
        }
    }

    private static InvalidJobException diedAgain(String id, Instant moment) {
        return new InvalidJobException(
                "cannot retry job "
                        + id
                        + ": it has died again meanwhile, at "
                        + moment
                        + "; nothing was changed. \"darkroom dead show\" shows what it is now");
    }

    private static InvalidJobException notDead(String verb, String id) {
        return new InvalidJobException(
                "cannot "
                        + verb
                        + " job "
                        + id
                        + ": it is not in the dead set; \"darkroom dead ls\" shows what is");
    }
}
