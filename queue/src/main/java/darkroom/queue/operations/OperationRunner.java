package darkroom.queue.operations;

import darkroom.queue.Excerpt;
import darkroom.queue.InvalidJobException;
import darkroom.queue.archive.DeadBodies;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on the operations that are active, a step of each at a time. Every worker process has one;
 * they take turns, and what one leaves half way another goes on with. For one thread.
 */
public final class OperationRunner {
    /** How long a turn is kept without a step: as long it takes until another goes on. */
    static final Duration TURN = Duration.ofSeconds(3);

    /** The most records of retried jobs that an operation keeps, so that they can be undone. */
    static final int RECORDS_MAX = 100_000;

    /** How long they are kept after its last step. */
    static final Duration RECORDS_LIFE = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(OperationRunner.class);

    /** The most jobs that a step looks at, and moves. */
    private static final int STEP = 250;

    private static final int STEPS_A_SECOND = 4;
    private static final Duration WATCH_PAUSE = Duration.ofMillis(500);
    private static final Duration OTHERS_PAUSE = Duration.ofSeconds(1);

    private final RedisStore store;
    private final OperationStore records;
    private final String process;
    private final DeadBodies bodies;

    /** One of the process of this id, which knows no archive. */
    public OperationRunner(RedisStore store, String process) {
        this(store, process, DeadBodies.NONE);
    }

    /** One of the process of this id, with the archive where bodies may be. */
    public OperationRunner(RedisStore store, String process, DeadBodies bodies) {
        this.bodies = bodies;
        this.store = store;
        this.records = new OperationStore(store);
        this.process = process;
    }

    /**
     * Does one step of each active operation that is due, if it is this process's turn.
     *
     * @return how long until it is to be called again; empty if nothing is active
     */
    public Optional<Duration> run() {
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.operationsActive());
        call.key(keys.operationsTurn());
        call.arg(process).arg(TURN.toMillis()).arg(Operations.ACTIVE_MAX);
        Reply turn = store.run(Script.TURN, call);
        if (turn.size() == 0) {
            return Optional.empty();
        }
        if (turn.size() == 1) {
            return Optional.of(OTHERS_PAUSE);
        }
        Duration next = WATCH_PAUSE;
        for (String number : turn.textsFrom(1)) {
            Duration own = attempt(Long.parseLong(number), turn.number(0));
            next = own.compareTo(next) < 0 ? own : next;
        }
        return Optional.of(next);
    }

    // One that is from another version, or damaged, must not keep the others waiting.
    private Duration attempt(long number, long now) {
        OperationFields fields = records.read(number);
        try {
            return step(number, fields, now);
        } catch (IllegalArgumentException | InvalidJobException e) {
            String reason =
                    "its record cannot be used here: " + Excerpt.of(String.valueOf(e.getMessage()));
            stop(number, fields.text("state"), reason);
            return WATCH_PAUSE;
        }
    }

    private Duration step(long number, OperationFields fields, long now) {
        if (!fields.isThere() || !fields.state().isActive()) {
            return WATCH_PAUSE;
        }
        if (fields.state() == OperationState.UNDOING) {
            new OperationUndo(store, number, fields).step();
            return Duration.ZERO;
        }
        long wait = fields.number("nextAt") - now;
        if (fields.state() == OperationState.RUNNING && wait > 0) {
            return Duration.ofMillis(wait);
        }
        OperationWatch watch = new OperationWatch(fields, records.ends(number));
        Optional<String> objection = watch.objection(now);
        if (objection.isPresent()) {
            stop(number, fields.text("state"), objection.get());
            return WATCH_PAUSE;
        }
        if (fields.state() == OperationState.WAITING && !watch.hasPassed()) {
            return WATCH_PAUSE;
        }
        if (fields.state() == OperationState.WAITING) {
            goOn(number);
            return Duration.ZERO;
        }
        return move(number, fields, watch);
    }

    private void stop(long number, String from, String reason) {
        OperationStore.Note note = new OperationStore.Note(process, "stop: " + reason, reason);
        records.steer(number, OperationState.STOPPED, List.of(from), note, Map.of());
        LOG.atWarn()
                .addKeyValue("operation", number)
                .addKeyValue("reason", reason)
                .log("operation stopped by itself");
    }

    private void goOn(long number) {
        OperationStore.Note note = new OperationStore.Note(process, "canary passed", "");
        records.steer(
                number,
                OperationState.RUNNING,
                List.of(OperationState.WAITING.word()),
                note,
                OperationWatch.fromHere(records.ends(number)));
    }

    private Duration move(long number, OperationFields fields, OperationWatch watch) {
        Plan plan = fields.plan();
        int most = Math.max(1, Math.min(STEP, plan.pace().rate() / STEPS_A_SECOND));
        if (watch.canaryLacks() > 0) {
            most = (int) Math.min(most, watch.canaryLacks());
        }
        Source source = records.source(plan.selection(), fields.number("startedAt"));
        Source.Page page = source.after(fields.text("cursor"), STEP);
        List<Picked> jobs = new SpilledJobs(bodies, plan.selection()).read(page.jobs(), most);
        OperationStep step = new OperationStep(store, number, plan);
        int looked = 0;
        while (looked < jobs.size() && step.jobs() < most && step.add(jobs.get(looked))) {
            looked++;
        }
        boolean last = page.last() && looked == page.jobs().size();
        String cursor =
                looked == 0 ? fields.text("cursor") : source.cursorAt(page.jobs().get(looked - 1));
        bodies.recall(step.spilled());
        step.take(fields.number("step"), new OperationStep.Seen(cursor, looked, last), watch);
        return Duration.ZERO;
    }
}
