package darkroom.workers;

import darkroom.queue.JobKind;
import darkroom.queue.Limits;
import darkroom.queue.failures.FailedAttempt;
import darkroom.queue.failures.Fingerprints;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.Outcome;
import darkroom.queue.json.DeadJob;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.StatFields;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Turns what an attempt ended in into what becomes of the job, and into counts. Thread-safe. */
final class Ending {
    private static final String UNKNOWN = StatFields.UNKNOWN_KIND;

    private final String processId;
    private final Fingerprints fingerprints;
    private final RandomGenerator random;
    private final RunTimes runTimes;

    /** By kind: only of those that a handler here is for. */
    private final Map<String, KindFields> fields = new ConcurrentHashMap<>();

    Ending(String processId, Fingerprints fingerprints, RandomGenerator random, RunTimes runTimes) {
        this.processId = processId;
        this.fingerprints = fingerprints;
        this.random = random;
        this.runTimes = runTimes;
    }

    /**
     * An attempt that ran.
     *
     * @param job with its id
     * @param startedAt when the handler began, epoch ms by Redis
     * @param endedAt likewise, when it ended
     */
    record Attempt(
            Reserved reserved, StoredJob job, JobKind<?> kind, long startedAt, long endedAt) {
        int maxAttempts() {
            return job.maxAttempts().orElse(kind.maxAttempts());
        }
    }

    /** By the handler's outcome; {@code further} is counted beside what follows from that. */
    JobsInHand.Ended of(Attempt attempt, Outcome outcome, List<String> further) {
        String kind = attempt.kind().name();
        KindFields named = fieldsOf(kind);
        List<String> counts = countsOf(attempt, named, further);
        Settlement settlement =
                outcome.match(
                        new Outcome.Cases<>() {
                            @Override
                            public Settlement completed() {
                                return done(attempt, named, counts);
                            }

                            @Override
                            public Settlement failed(Failure failure, Duration delay) {
                                return failure(attempt, failure, delay, counts);
                            }

                            @Override
                            public Settlement snoozed(Duration delay) {
                                counts.add(StatFields.snoozed(kind));
                                return Settlement.scheduled(
                                        attempt.reserved(), attempt.job(), delay);
                            }

                            @Override
                            public Settlement buried(Failure failure) {
                                return givenUp(attempt, failure, counts);
                            }
                        });
        return timed(attempt, named, settlement, counts, outcome instanceof Outcome.Snoozed);
    }

    private JobsInHand.Ended timed(
            Attempt attempt,
            KindFields named,
            Settlement settlement,
            List<String> counts,
            boolean isPutOff) {
        long ran = attempt.endedAt() - attempt.startedAt();
        JobsInHand.Ended ended = JobsInHand.Ended.after(settlement, counts, named.runTimes(), ran);
        OptionalLong waited = isPutOff ? OptionalLong.empty() : waited(attempt);
        return waited.isPresent()
                ? ended.having(named.in(attempt.reserved().queue()).waits(), waited.getAsLong())
                : ended;
    }

    // Of each job once, when it has begun first and was not put off: what it needs may have been
    // away, and it has waited for that, too. How long a job was dead before a person retried it
    // says nothing of its queue.
    private static OptionalLong waited(Attempt attempt) {
        StoredJob job = attempt.job();
        OptionalLong due = job.firstDueAt();
        boolean first = job.attempt() == 1 && job.begunBy().isEmpty() && job.awaySince().isEmpty();
        return first && due.isPresent()
                ? OptionalLong.of(attempt.startedAt() - due.getAsLong())
                : OptionalLong.empty();
    }

    private List<String> countsOf(Attempt attempt, KindFields named, List<String> further) {
        List<String> counts = new ArrayList<>(4);
        counts.addAll(further);
        // A job that waits begins again and again; when it is done waiting it has begun once.
        if (attempt.job().attempt() == 1 && attempt.job().awaySince().isEmpty()) {
            latency(attempt, attempt.startedAt())
                    .ifPresent(ms -> counts.add(named.startedWithin(ms)));
        }
        if (isNewlyNamed(attempt.job(), attempt.reserved())) {
            counts.add(StatFields.foreign(attempt.reserved().queue()));
        }
        return counts;
    }

    /** An id for a job whose client gave it none: unique, as the process's id is. */
    String idFor(Reserved reserved) {
        return processId + "-" + reserved.sequence();
    }

    /** The process stops before the attempt has ended: the job goes back as it was. */
    JobsInHand.Ended released(Reserved reserved) {
        return new JobsInHand.Ended(Settlement.released(reserved), List.of("released"));
    }

    /** The same for one whose handler still runs, and may still have its effect. */
    JobsInHand.Ended releasedAsBegun(Reserved reserved) {
        StoredJob next = JobCodec.decode(reserved.payload()).withBegun(processId);
        return new JobsInHand.Ended(Settlement.released(reserved, next), List.of("released"));
    }

    /** The process is lost by the job itself: as a reaper would end it. */
    JobsInHand.Ended lost(Reserved reserved) {
        StoredJob next = JobCodec.decode(reserved.payload()).withLoss(processId);
        if (next.losses() < Limits.LOSSES_MAX) {
            return new JobsInHand.Ended(Settlement.released(reserved, next), List.of("released"));
        }
        String id = next.id().orElseGet(() -> idFor(reserved));
        DeadJob poison = DeadJob.poison(id, reserved.queue(), next, processId, reserved.payload());
        List<String> counts = new ArrayList<>(List.of("poisoned"));
        count(next, "dead", counts);
        if (next.id().isEmpty()) {
            counts.add(StatFields.foreign(reserved.queue()));
        }
        return new JobsInHand.Ended(
                dead(reserved, poison, next.uniqueKey(), fingerprints.poison(poison)), counts);
    }

    /** The job is not to begin now: it is due again after {@code delay}. */
    JobsInHand.Ended putOff(Reserved reserved, StoredJob job, Duration delay, String countedAs) {
        List<String> counts = new ArrayList<>(List.of(StatFields.snoozed(countedAs)));
        if (isNewlyNamed(job, reserved)) {
            counts.add(StatFields.foreign(reserved.queue()));
        }
        return new JobsInHand.Ended(Settlement.scheduled(reserved, job, delay), counts);
    }

    /** The job never came to its handler. */
    JobsInHand.Ended refused(
            Reserved reserved, Optional<StoredJob> job, String reason, Throwable why) {
        String id = job.flatMap(StoredJob::id).orElseGet(() -> idFor(reserved));
        Failure failure = Failure.of(why);
        DeadJob record =
                new DeadJob(
                        id,
                        reserved.queue(),
                        job.map(StoredJob::kind).orElse(""),
                        job.map(StoredJob::attempt).orElse(1),
                        new DeadJob.Cause(reason, failure.type(), failure.message(), ""),
                        processId,
                        reserved.payload());
        List<String> counts = new ArrayList<>(2);
        job.ifPresent(
                known -> {
                    countFirst(known, "failed", counts);
                    count(known, "dead", counts);
                });
        // Of all refusals only that for its args has a kind that is known here.
        counts.add(StatFields.dead("args".equals(reason) ? record.kind() : UNKNOWN));
        if (job.map(known -> isNewlyNamed(known, reserved))
                .orElseGet(() -> !JobCodec.isNamed(reserved.payload()))) {
            counts.add(StatFields.foreign(reserved.queue()));
        }
        FailedAttempt failed = fingerprints.failed(record.kind(), id, record.attempt(), failure);
        return new JobsInHand.Ended(
                dead(reserved, record, job.flatMap(StoredJob::uniqueKey), failed), counts);
    }

    // A job that no client of ours enqueued came without an id, and nobody has counted it yet.
    private boolean isNewlyNamed(StoredJob job, Reserved reserved) {
        return job.toBytes() != reserved.payload()
                && job.id().filter(idFor(reserved)::equals).isPresent();
    }

    private Settlement done(Attempt attempt, KindFields named, List<String> counts) {
        counts.add(named.in(attempt.reserved().queue()).done());
        latency(attempt, attempt.endedAt()).ifPresent(ms -> counts.add(named.endedWithin(ms)));
        countFirst(attempt.job(), "done", counts);
        if (attempt.job().attempt() > 1) {
            count(attempt.job(), "done", counts);
        }
        return Settlement.done(attempt.reserved(), attempt.job());
    }

    private Settlement failure(
            Attempt attempt, Failure failure, Duration delay, List<String> counts) {
        String kind = attempt.kind().name();
        counts.add(StatFields.failed(kind));
        countFirst(attempt.job(), "failed", counts);
        int number = attempt.job().attempt();
        if (number >= attempt.maxAttempts()) {
            return dead(attempt, "attempts", failure, counts);
        }
        counts.add(StatFields.retried(kind));
        Duration wait = delay.isZero() ? attempt.kind().backoff().after(number, random) : delay;
        return Settlement.retrying(attempt.reserved(), attempt.job().withAttempt(number + 1), wait)
                .by(failed(attempt, failure));
    }

    private Settlement givenUp(Attempt attempt, Failure failure, List<String> counts) {
        counts.add(StatFields.failed(attempt.kind().name()));
        countFirst(attempt.job(), "failed", counts);
        return dead(attempt, "buried", failure, counts);
    }

    private Settlement dead(Attempt attempt, String reason, Failure failure, List<String> counts) {
        StoredJob job = attempt.job();
        counts.add(StatFields.dead(attempt.kind().name()));
        count(job, "dead", counts);
        DeadJob record =
                new DeadJob(
                        job.id().orElseThrow(),
                        attempt.reserved().queue(),
                        job.kind(),
                        job.attempt(),
                        new DeadJob.Cause(
                                reason, failure.type(), failure.message(), failure.stack()),
                        processId,
                        attempt.reserved().payload());
        return dead(attempt.reserved(), record, job.uniqueKey(), failed(attempt, failure));
    }

    private FailedAttempt failed(Attempt attempt, Failure failure) {
        StoredJob job = attempt.job();
        return fingerprints.failed(
                attempt.kind().name(), job.id().orElseThrow(), job.attempt(), failure);
    }

    private static Settlement dead(
            Reserved reserved, DeadJob record, Optional<String> uniqueKey, FailedAttempt failed) {
        DeadJob grouped = record.inGroup(failed.fingerprint().group());
        return Settlement.dead(reserved, grouped, uniqueKey).by(failed);
    }

    // What became of the first attempt since an operation retried the job, if one did.
    private static void countFirst(StoredJob job, String end, List<String> counts) {
        if (job.attempt() == 1) {
            count(job, "tried", counts);
            count(job, end, counts);
        }
    }

    private static void count(StoredJob job, String end, List<String> counts) {
        OptionalLong operation = job.operation();
        if (operation.isPresent()) {
            int slot = StatFields.operationSlot(operation.getAsLong());
            counts.add(StatFields.operation(slot, end));
        }
    }

    private static OptionalLong latency(Attempt attempt, long moment) {
        OptionalLong enqueuedAt = attempt.job().enqueuedAt();
        return enqueuedAt.isPresent()
                ? OptionalLong.of(Math.max(0, moment - enqueuedAt.getAsLong()))
                : OptionalLong.empty();
    }

    private KindFields fieldsOf(String kind) {
        return fields.computeIfAbsent(kind, name -> new KindFields(name, runTimes));
    }
}
