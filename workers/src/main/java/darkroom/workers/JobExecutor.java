package darkroom.workers;

import darkroom.queue.Excerpt;
import darkroom.queue.InvalidJobException;
import darkroom.queue.handler.DependencyUnavailableException;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.FencedException;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.StatFields;
import darkroom.queue.reserve.Reserved;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one attempt on the calling thread and says what becomes of the job. Whatever the handler
 * does, an {@code Error} included, is that attempt's own affair.
 */
final class JobExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(JobExecutor.class);

    /** How long a job of unknown kind is put off, so that it does not spin between processes. */
    private static final Duration UNKNOWN_KIND_PAUSE = Duration.ofSeconds(2);

    /**
     * How long a run that was refused as given up is put off, should it be this process's still: by
     * two jobs of one id, or a clock of Redis that went back.
     */
    private static final Duration FENCED_PAUSE = Duration.ofSeconds(2);

    private final HandlerRegistry handlers;
    private final StoreClock clock;
    private final Duration unknownKindPatience;
    private final Suspects suspects;
    private volatile boolean outOfMemory;

    JobExecutor(
            HandlerRegistry handlers,
            StoreClock clock,
            Duration unknownKindPatience,
            Suspects suspects) {
        this.handlers = handlers;
        this.clock = clock;
        this.unknownKindPatience = unknownKindPatience;
        this.suspects = suspects;
    }

    /** Memory has run out here; any other thread may have met that in the middle of anything. */
    void outOfMemory() {
        outOfMemory = true;
    }

    boolean wasOutOfMemory() {
        return outOfMemory;
    }

    /** Runs a job from its bytes to its end. */
    JobsInHand.Ended run(RunningJob running, Ending ending) {
        Reserved reserved = running.reserved();
        StoredJob job;
        try {
            job = JobCodec.decode(reserved.payload());
        } catch (InvalidJobException e) {
            return refused(reserved, Optional.empty(), "unreadable", e, ending);
        }
        if (job.id().isEmpty()) {
            job = job.withId(ending.idFor(reserved));
        }
        Optional<HandlerRegistry.Entry<?>> entry = handlers.find(job.kind());
        if (entry.isEmpty()) {
            return unknown(reserved, job, ending);
        }
        return run(
                running, job.unknownSince().isPresent() ? job.known() : job, entry.get(), ending);
    }

    private <A> JobsInHand.Ended run(
            RunningJob running, StoredJob job, HandlerRegistry.Entry<A> entry, Ending ending) {
        A args;
        try {
            args = JobCodec.args(entry.kind(), job);
        } catch (InvalidJobException e) {
            return refused(running.reserved(), Optional.of(job), "args", e, ending);
        }
        if (job.losses() > 0) {
            Suspects.Admission admission = suspects.admit(running, job);
            if (admission == Suspects.Admission.ELSEWHERE) {
                return ending.released(running.reserved());
            }
            if (admission == Suspects.Admission.LATER) {
                return ending.putOff(running.reserved(), job, suspects.pause(), job.kind());
            }
        }
        return handled(running, job, entry, args, ending);
    }

    private <A> JobsInHand.Ended handled(
            RunningJob running,
            StoredJob job,
            HandlerRegistry.Entry<A> entry,
            A args,
            Ending ending) {
        long startNanos = System.nanoTime();
        RunningJob.Attempt begun =
                new RunningJob.Attempt(
                        job,
                        entry.kind(),
                        job.maxAttempts().orElse(entry.kind().maxAttempts()),
                        job.timeout().orElse(entry.kind().timeout()),
                        startNanos);
        running.handling(begun);
        Tried tried = tried(entry, args, running, job);
        RunningJob.Interruption interruption = running.handled();
        boolean undone = !(tried.outcome() instanceof Outcome.Completed);
        if (undone && interruption == RunningJob.Interruption.RELEASED) {
            return ending.released(running.reserved());
        }
        if (undone && interruption == RunningJob.Interruption.TIMED_OUT) {
            tried = Tried.of(timedOut(entry, job, tried.outcome()), job);
        }
        return ended(begun, running.reserved(), ending, tried);
    }

    /** What becomes of an attempt that ended so. */
    JobsInHand.Ended ended(
            RunningJob.Attempt begun, Reserved reserved, Ending ending, Tried tried) {
        Ending.Attempt attempt =
                new Ending.Attempt(
                        reserved,
                        tried.job(),
                        begun.kind(),
                        clock.millisAt(begun.startNanos()),
                        clock.millis());
        JobsInHand.Ended ended = ending.of(attempt, tried.outcome(), tried.counts());
        log(begun.job(), reserved, tried.outcome());
        return ended;
    }

    private <A> Tried tried(
            HandlerRegistry.Entry<A> entry, A args, RunningJob running, StoredJob job) {
        try {
            return Tried.of(handle(entry, args, running), job);
        } catch (DependencyUnavailableException e) {
            return Tried.away(e, job, clock.millis());
        }
    }

    // One of the few places where everything is caught: the edge between our code and a handler's.
    private <A> Outcome handle(HandlerRegistry.Entry<A> entry, A args, RunningJob running) {
        try {
            Outcome outcome = entry.handler().handle(args, running);
            if (outcome == null) {
                return Outcome.failed(
                        Failure.of(
                                "no-outcome",
                                "the handler of kind \""
                                        + entry.kind().name()
                                        + "\" returned null: expected an Outcome"));
            }
            return outcome;
        } catch (DependencyUnavailableException away) {
            throw away;
        } catch (FencedException late) {
            return Outcome.snoozed(FENCED_PAUSE);
        } catch (Throwable thrown) {
            if (thrown instanceof OutOfMemoryError) {
                outOfMemory();
            }
            return Outcome.failed(Failure.of(thrown));
        }
    }

    private static Outcome timedOut(
            HandlerRegistry.Entry<?> entry, StoredJob job, Outcome outcome) {
        String stack = outcome instanceof Outcome.Failed failed ? failed.failure().stack() : "";
        String which =
                job.timeout()
                        .map(own -> own + ", the job's own")
                        .orElseGet(
                                () ->
                                        entry.kind().timeout()
                                                + ", that of kind \""
                                                + entry.kind().name()
                                                + "\"");
        return Outcome.failed(
                new Failure(
                        "timeout",
                        "the attempt was interrupted after its timeout (" + which + ")",
                        stack));
    }

    // Another build may know it, so it is handed back; but not for ever.
    private JobsInHand.Ended unknown(Reserved reserved, StoredJob job, Ending ending) {
        long now = clock.millis();
        long since = job.unknownSince().orElse(now);
        if (now - since >= unknownKindPatience.toMillis()) {
            InvalidJobException why =
                    new InvalidJobException(
                            "no process of the fleet has known kind \""
                                    + Excerpt.of(job.kind())
                                    + "\" for "
                                    + unknownKindPatience
                                    + "; deploy a build that has its handler, then retry");
            return refused(reserved, Optional.of(job), "unknown-kind", why, ending);
        }
        return ending.putOff(
                reserved, job.withUnknownSince(since), UNKNOWN_KIND_PAUSE, StatFields.UNKNOWN_KIND);
    }

    private static JobsInHand.Ended refused(
            Reserved reserved,
            Optional<StoredJob> job,
            String reason,
            InvalidJobException why,
            Ending ending) {
        LOG.atInfo()
                .addKeyValue("job", job.flatMap(StoredJob::id).orElse("(none)"))
                .addKeyValue("queue", reserved.queue())
                .addKeyValue("reason", reason)
                .log("job buried before its handler");
        return ending.refused(reserved, job, reason, why);
    }

    private static void log(StoredJob job, Reserved reserved, Outcome outcome) {
        boolean buried = outcome instanceof Outcome.Buried;
        if (!buried && !LOG.isDebugEnabled()) {
            return;
        }
        (buried ? LOG.atInfo() : LOG.atDebug())
                .addKeyValue("job", job.id().orElse(""))
                .addKeyValue("kind", job.kind())
                .addKeyValue("queue", reserved.queue())
                .addKeyValue("attempt", job.attempt())
                .addKeyValue("outcome", outcome.getClass().getSimpleName())
                .addKeyValue(
                        "cause",
                        outcome instanceof Outcome.Failed failed ? failed.failure().type() : "")
                .log("attempt ended");
    }
}
