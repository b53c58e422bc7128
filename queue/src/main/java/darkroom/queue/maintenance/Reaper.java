package darkroom.queue.maintenance;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Limits;
import darkroom.queue.failures.FailedAttempt;
import darkroom.queue.failures.FailureCounts;
import darkroom.queue.json.DeadJob;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds processes that are lost and gives their jobs back. Thread-safe; any number may run.
 *
 * <p>A process is lost when it has not beaten for its lease, whatever the reason; or sooner, when
 * it has missed three beats and the connection that it listens on for life is gone, as it is when
 * the process was killed. A process that is merely slow keeps that connection.
 */
public final class Reaper {
    private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
    private static final int STEP = 200;
    private static final int BEATS_MISSED = 3;

    private final RedisStore store;
    private final Lease lease;

    /** Reaps in {@code store} by {@code lease}. */
    public Reaper(RedisStore store, Lease lease) {
        this.store = store;
        this.lease = lease;
    }

    /**
     * How long a process keeps its jobs without a beat.
     *
     * @param beat how often a process beats
     * @param duration without a beat, after which it is lost in any case; over four beats
     */
    public record Lease(Duration beat, Duration duration) {
        /** A beat each half second, eight seconds' grace. */
        public static final Lease DEFAULT =
                new Lease(Duration.ofMillis(500), Duration.ofSeconds(8));

        /** Checks that the lease is more than four beats. */
        public Lease {
            if (beat.toMillis() < 10 || duration.compareTo(beat.multipliedBy(4)) <= 0) {
                throw new IllegalArgumentException(
                        "cannot lease for "
                                + duration
                                + " with a beat of "
                                + beat
                                + ": expected a beat of at least PT0.01S and a lease of more than"
                                + " four beats");
            }
        }

        /** After how long without a beat the connection of a process decides: three beats. */
        public Duration silence() {
            return beat.multipliedBy(BEATS_MISSED);
        }

        /** After how long without a beat others are told to look: one and a half. */
        public Duration suspicion() {
            return beat.multipliedBy(3).dividedBy(2);
        }
    }

    /** What one sweep did: processes found lost, jobs given back, jobs that went to dead. */
    public record Reaped(int processes, long givenBack, long dead) {}

    /** By what a process may be found lost. */
    public enum Evidence {
        /**
         * No beat for a lease. Only for a caller that has itself been in touch with Redis for long
         * enough that all who live have beaten: after an outage of Redis nobody has.
         */
        LEASE,
        /**
         * Also three beats missed and its connection gone. Only for a caller whose own beats, and
         * whose own connection of the kind, have been there without a break for a lease: after a
         * break all connections are gone.
         */
        LEASE_OR_CONNECTION
    }

    /** Looks at the whole fleet once. */
    public Reaped sweep(Evidence evidence) {
        int fenced = 0;
        // Asked before the beats are read: a process can only seem to have beaten more lately.
        long now = store.timeMillis();
        for (RedisStore.Scored process : processesByAge()) {
            if (isLost(process, now, evidence) && fence(process)) {
                fenced++;
                LOG.atWarn().addKeyValue("process", process.member()).log("process lost, reaping");
            }
        }
        // Also those that another reaper fenced and did not finish.
        Reaped reaped = reapLost();
        return new Reaped(fenced, reaped.givenBack(), reaped.dead());
    }

    /** Gives back the jobs of all who are given up for lost already, and gives nobody up. */
    public Reaped reapLost() {
        Keys keys = store.keys();
        long givenBack = 0;
        long dead = 0;
        for (RedisStore.Scored lost : store.sortedRange(keys.lost(), 0, Limits.PAGE_MAX - 1)) {
            List<Reserved> held = Membership.held(store, lost.member());
            Collections.reverse(held);
            int from = 0;
            do {
                int to = Math.min(from + STEP, held.size());
                Reply reply = reap(lost.member(), held.subList(from, to));
                givenBack += reply.number(0);
                dead += reply.number(1);
                from = to;
            } while (from < held.size());
        }
        return new Reaped(0, givenBack, dead);
    }

    /**
     * How long until one of those who are late with their beat has been silent for so long that its
     * connection decides; empty if nobody is late.
     */
    public Optional<Duration> untilSilent() {
        long now = store.timeMillis();
        return processesByAge().stream()
                .map(process -> Duration.ofMillis(now - (long) process.score()))
                .filter(age -> age.compareTo(lease.suspicion()) > 0)
                .filter(age -> age.compareTo(lease.silence()) <= 0)
                .map(age -> lease.silence().minus(age).plusMillis(1))
                .min(Comparator.naturalOrder());
    }

    private List<RedisStore.Scored> processesByAge() {
        return store.sortedRange(store.keys().processes(), 0, Limits.PAGE_MAX - 1);
    }

    private boolean isLost(RedisStore.Scored process, long now, Evidence evidence) {
        double silence = now - process.score();
        if (silence > lease.duration().toMillis()) {
            return true;
        }
        return evidence == Evidence.LEASE_OR_CONNECTION
                && silence > lease.silence().toMillis()
                && store.subscribers(store.keys().lifeChannel(process.member())) == 0;
    }

    private boolean fence(RedisStore.Scored process) {
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.processes());
        call.key(keys.lost());
        call.key(keys.serving());
        call.key(keys.standby());
        call.arg(process.member()).arg((long) process.score());
        return store.run(Script.FENCE, call).number() == 1;
    }

    private Reply reap(String processId, List<Reserved> jobs) {
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.lost());
        call.key(keys.process(processId));
        call.key(keys.reserved(processId));
        call.key(keys.dead());
        call.key(keys.deadJobs());
        call.key(keys.stats());
        call.key(keys.queues());
        call.key(keys.scheduled());
        call.arg(processId).arg(keys.wakeChannel()).arg(keys.deadOf(""));
        List<Ending> ends = jobs.stream().map(job -> ending(processId, job)).toList();
        FailureCounts failures = new FailureCounts();
        ends.forEach(end -> end.failed().ifPresent(failures::add));
        failures.addTo(call, keys, Membership.processName(processId));
        ends.forEach(end -> add(call, end));
        return store.run(Script.REAP, call);
    }

    /**
     * What becomes of a job of a lost process.
     *
     * @param op see {@code reap.lua}
     */
    @SuppressWarnings("ArrayRecordComponent") // written to the wire once, never compared
    private record Ending(
            Reserved reserved,
            String op,
            String id,
            byte[] value,
            Optional<String> uniqueKey,
            Optional<FailedAttempt> failed) {}

    // Of jobs that nobody was lost with before it is not known whether they had begun: the first
    // loss counts for all that the process held. From then on it does for those that it had begun.
    private static Ending ending(String processId, Reserved reserved) {
        try {
            StoredJob job = JobCodec.decode(reserved.payload());
            if (job.losses() == 0 || job.begunBy().equals(Optional.of(processId))) {
                job = job.withLoss(processId);
                if (job.losses() < Limits.LOSSES_MAX) {
                    return givenBack(reserved, job.toBytes());
                }
            }
            return job.losses() < Limits.LOSSES_MAX
                    ? givenBack(reserved, reserved.payload())
                    : poison(processId, reserved, job);
        } catch (InvalidJobException unreadable) {
            // Given back as it is: a worker sends it to dead with its bytes.
            LOG.atDebug().addKeyValue("process", processId).log("reaped a job that is unreadable");
            return givenBack(reserved, reserved.payload());
        }
    }

    private static Ending givenBack(Reserved reserved, byte[] payload) {
        return new Ending(reserved, "L", "", payload, Optional.empty(), Optional.empty());
    }

    private static Ending poison(String processId, Reserved reserved, StoredJob job) {
        String id = job.id().orElse(processId + "-" + reserved.sequence());
        DeadJob record = DeadJob.poison(id, reserved.queue(), job, processId, reserved.payload());
        FailedAttempt failed = FailedAttempt.poison(record, "");
        return new Ending(
                reserved,
                job.id().isPresent() ? "X" : "F",
                id,
                record.inGroup(failed.fingerprint().group()).toBytes(),
                job.uniqueKey(),
                Optional.of(failed));
    }

    private void add(Call call, Ending end) {
        Keys keys = store.keys();
        String queue = end.reserved().queue();
        call.arg(end.op())
                .arg(end.reserved().field())
                .arg(end.id())
                .arg(end.value())
                .arg(queue)
                .arg(call.key(keys.queue(queue)))
                .arg(end.uniqueKey().map(key -> call.key(keys.unique(key))).orElse(0));
    }
}
