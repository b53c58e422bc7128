package darkroom.queue.reserve;

import darkroom.queue.Limits;
import darkroom.queue.failures.FailureCounts;
import darkroom.queue.json.DueJob;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process's place in the fleet, from joining it to leaving it or being lost. For one thread at a
 * time.
 *
 * <p>A process that gets fewer jobs than it has idle threads <em>stands by</em> until its next
 * call: a job that then comes alone is reserved for it as it is enqueued, and sent to it. If that
 * message is lost, the next call brings the job.
 */
public final class Membership {
    /** The most jobs one call reserves. */
    public static final int RESERVE_MAX = 2_000;

    /** The most settlements one call takes. */
    public static final int SETTLE_MAX = 2_000;

    private static final long NONE = 0;
    private static final byte[] HAND_OVER = "job ".getBytes(StandardCharsets.UTF_8);

    private final RedisStore store;
    private final String id;
    private final long term;
    private final List<String> queues;
    private long nextSequence = 1;
    private long standsByWith = NONE;
    private long lastCall;
    private long heldAtMillis;

    private Membership(RedisStore store, String id, long term, List<String> queues) {
        this.store = store;
        this.id = id;
        this.term = term;
        this.queues = queues.stream().distinct().toList();
    }

    /**
     * Joins the fleet.
     *
     * @param processName without the term, such as {@code host-4711}
     * @param queues the queues served; each call gives every one of them its share
     */
    public static Membership join(RedisStore store, String processName, List<String> queues) {
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.term());
        call.key(keys.processes());
        call.key(keys.serving());
        Reply reply = store.run(Script.REGISTER, call.arg(processName));
        long term = reply.number(0);
        Membership member = new Membership(store, processName + "-" + term, term, queues);
        member.heldAtMillis = reply.number(1);
        return member;
    }

    /** The id of the process, unique for ever. */
    public String id() {
        return id;
    }

    /** Its term. */
    public long term() {
        return term;
    }

    /**
     * Redis' time at the last call that succeeded, epoch ms: whatever was held then has not been
     * given to another before.
     */
    public long heldAtMillis() {
        return heldAtMillis;
    }

    /** While no call has failed: no job that this process has not heard of has a lower number. */
    public long firstUnheard() {
        return standsBy() ? standsByWith : nextSequence;
    }

    /** Whether a job may be handed to this process before its next call. */
    public boolean standsBy() {
        return standsByWith != NONE;
    }

    /** Whether a message of the life channel is one for {@link #handedOver}. */
    public static boolean isHandOver(byte[] message) {
        return message.length > HAND_OVER.length
                && Arrays.equals(message, 0, HAND_OVER.length, HAND_OVER, 0, HAND_OVER.length);
    }

    /**
     * The job that such a message brings, which this process then holds; empty if a call has
     * brought it meanwhile.
     */
    public Optional<Reserved> handedOver(byte[] message) {
        int space = HAND_OVER.length;
        while (space < message.length && message[space] != ' ') {
            space++;
        }
        String field =
                new String(
                        message,
                        HAND_OVER.length,
                        space - HAND_OVER.length,
                        StandardCharsets.UTF_8);
        if (!standsBy() || !field.startsWith(standsByWith + ":") || space == message.length) {
            return Optional.empty();
        }
        standsByWith = NONE;
        byte[] payload = Arrays.copyOfRange(message, space + 1, message.length);
        return Optional.of(Reserved.of(field, payload));
    }

    /** A batch with the next call number. */
    public Batch batch(List<Settlement> settlements, Map<String, Long> stats) {
        return new Batch(++lastCall, settlements, stats);
    }

    /**
     * Settles a batch and reserves up to {@code want} jobs. After a {@link
     * darkroom.queue.StoreUnavailableException} the same batch must be sent again before any other,
     * and {@link #held} then tells what an earlier try may have reserved.
     *
     * @param want 0 to {@link #RESERVE_MAX}
     * @param idle how many threads are idle: with fewer jobs this process stands by
     * @return what is reserved now; fewer than wanted means that the queues had no more
     * @throws ProcessLostException if this process is no longer in the fleet, or Redis has gone
     *     back to a state before its last call; nothing was settled or reserved
     */
    public Exchanged exchange(Batch batch, int want, int idle) {
        long stoodByWith = standsByWith;
        long firstSequence = nextSequence;
        // Given out for good even if the reply is lost: a number must never stand for two jobs.
        nextSequence += want;
        standsByWith = NONE;
        Reply reply =
                store.run(Script.EXCHANGE, callFor(batch, want, idle, firstSequence, stoodByWith));
        if (reply.number(0) < 0) {
            throw new ProcessLostException(id);
        }
        heldAtMillis = reply.number(1);
        List<Reserved> reserved = new ArrayList<>(want + 1);
        if (reply.size() == 2) {
            return new Exchanged(reserved, reply.number(1));
        }
        for (int run = 4; run < reply.size(); run += 2) {
            String queue = queues.get((int) reply.number(run) - 1);
            Reply payloads = reply.array(run + 1);
            for (int i = 0; i < payloads.size(); i++) {
                long sequence = firstSequence + reserved.size();
                reserved.add(new Reserved(sequence, queue, payloads.bytes(i)));
            }
        }
        if (reserved.size() < Math.min(want, idle)) {
            standsByWith = firstSequence + reserved.size();
        }
        if (reply.number(2) > 0) {
            String queue = queues.get((int) reply.number(2) - 1);
            reserved.add(0, new Reserved(stoodByWith, queue, reply.bytes(3)));
        }
        return new Exchanged(reserved, reply.number(1));
    }

    /**
     * What an exchange gave.
     *
     * @param reserved the jobs reserved by it
     * @param redisMillis Redis' time at the call, epoch ms
     */
    public record Exchanged(List<Reserved> reserved, long redisMillis) {
        /** Copies the list. */
        public Exchanged {
            reserved = List.copyOf(reserved);
        }
    }

    /**
     * Puts on record that a job is about to begin in whose hands processes were lost before; should
     * this one be lost too, it counts. Thread-safe.
     *
     * @return false if it must not begin: this process does not hold it any more
     */
    public boolean begin(Reserved reserved, StoredJob job) {
        Call call = new Call();
        call.key(store.keys().processes());
        call.key(store.keys().reserved(id));
        call.arg(id).arg(reserved.field()).arg(job.withBegun(id).toBytes());
        return store.run(Script.BEGIN, call).number() == 1;
    }

    /** All jobs that Redis has down as held by this process. */
    public List<Reserved> held() {
        return held(store, id);
    }

    /** All jobs that Redis has down as held by a process, in the order they were reserved. */
    public static List<Reserved> held(RedisStore store, String processId) {
        List<Reserved> held = new ArrayList<>();
        for (Map.Entry<String, byte[]> entry :
                store.scanHash(store.keys().reserved(processId), Limits.PAGE_MAX * 10)) {
            held.add(Reserved.of(entry.getKey(), entry.getValue()));
        }
        held.sort((a, b) -> Long.compare(a.sequence(), b.sequence()));
        return held;
    }

    /**
     * Leaves the fleet; false if jobs are still held, which stay with it until they are settled.
     */
    public boolean leave() {
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.processes());
        call.key(keys.process(id));
        call.key(keys.serving());
        call.key(keys.reserved(id));
        call.key(keys.standby());
        return store.run(Script.DEREGISTER, call.arg(id)).number() == 1;
    }

    private Call callFor(Batch batch, int want, int idle, long firstSequence, long stoodByWith) {
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.processes());
        call.key(keys.process(id));
        call.key(keys.reserved(id));
        call.key(keys.paused());
        call.key(keys.scheduled());
        call.key(keys.retrying());
        call.key(keys.dead());
        call.key(keys.deadJobs());
        call.key(keys.stats());
        call.key(keys.standby());
        call.key(keys.serving());
        call.key(keys.lost());
        queues.forEach(queue -> call.key(keys.queue(queue)));
        List<Settlement> plain = batch.settlements().stream().filter(Settlement::isPlain).toList();
        call.arg(id).arg(batch.call()).arg(want).arg(queues.size()).arg(firstSequence);
        call.arg(keys.wakeChannel());
        call.arg(batch.stats().size()).arg(plain.size()).arg(Limits.UNIQUE_MAX.toMillis());
        call.arg(stoodByWith).arg(Math.min(want, idle)).arg(keys.lifeChannel(id));
        call.arg(keys.deadOf(""));
        queues.forEach(call::arg);
        batch.stats().forEach((field, delta) -> call.arg(field).arg(delta));
        plain.forEach(settlement -> call.arg(settlement.job().field()));
        for (int i = 0; i < want; i++) {
            call.arg(firstSequence + i);
        }
        List<Settlement> others =
                plain.size() == batch.settlements().size()
                        ? List.of()
                        : batch.settlements().stream()
                                .filter(settlement -> !settlement.isPlain())
                                .toList();
        FailureCounts failures = new FailureCounts();
        others.forEach(settlement -> settlement.links().failed().ifPresent(failures::add));
        failures.addTo(call, keys, processName(id));
        others.forEach(settlement -> addEntry(call, settlement));
        return call;
    }

    /** What a process is called, by its id: without the term. */
    public static String processName(String id) {
        return id.substring(0, Math.max(0, id.lastIndexOf('-')));
    }

    private void addEntry(Call call, Settlement settlement) {
        Keys keys = store.keys();
        String queue = settlement.job().queue();
        boolean putOff =
                settlement.move() == Settlement.Move.RETRYING
                        || settlement.move() == Settlement.Move.SCHEDULED;
        Settlement.Links links = settlement.links();
        call.arg(settlement.move().op)
                .arg(settlement.job().field())
                .arg(settlement.id())
                .arg(putOff ? new DueJob(queue, settlement.value()).toBytes() : settlement.value())
                .arg(settlement.delay().toMillis())
                .arg(settlement.move() == Settlement.Move.READY ? call.key(keys.queue(queue)) : 0)
                .arg(links.uniqueKey().map(key -> call.key(keys.unique(key))).orElse(0))
                .arg(links.outbox().map(name -> call.key(keys.outboxLive(name))).orElse(0))
                .arg(links.outbox().map(name -> call.key(keys.outboxDone(name))).orElse(0));
    }
}
