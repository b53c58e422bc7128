package darkroom.queue.scripts;

import darkroom.queue.InvalidJobException;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.operations.Action;
import darkroom.queue.operations.Operation;
import darkroom.queue.operations.OperationRunner;
import darkroom.queue.operations.OperationState;
import darkroom.queue.operations.Operations;
import darkroom.queue.operations.Pace;
import darkroom.queue.operations.Plan;
import darkroom.queue.operations.Selection;
import darkroom.queue.redis.Script;
import java.util.List;

/** The steps of people who retry many dead jobs, and of whoever has the turn at it. */
final class OperationSteps {
    private static final String PERSON = "ann@host7";

    private final Operations operations;
    private final OperationRunner runner;
    private final ScriptProbe probe;
    private boolean worked;

    OperationSteps(TestQueue queue, ScriptProbe probe) {
        this.operations = new Operations(queue.store());
        this.runner = new OperationRunner(queue.store(), "test-1");
        this.probe = probe;
    }

    /** All dead jobs, or those of a queue; a few a step. */
    void start(Step step) {
        List<Operation> all = operations.list();
        if (all.stream().anyMatch(one -> one.state().isOpen())) {
            return; // one at a time is enough to find what goes wrong, and is read more easily
        }
        Selection some =
                step.a() % 2 == 0 ? Selection.ALL : Selection.ALL.inQueue(JobSteps.queueOf(step));
        // Failures are a matter of other tests: here jobs fail all the time.
        Pace pace = new Pace(Pace.RATE_MAX, 0, Pace.DEFAULT.patience(), 10_000, 10_000);
        probe.only(Script.START);
        try {
            operations.start(new Plan(Action.RETRY, some, pace, PERSON));
        } finally {
            probe.any();
        }
    }

    /** Whoever has the turn does a step; what is lost is the call that moves jobs. */
    void operate() {
        worked = true;
        boolean undoes =
                operations.list().stream().anyMatch(one -> one.state() == OperationState.UNDOING);
        probe.only(undoes ? Script.RETRACT : Script.OPERATE);
        try {
            runner.run();
        } finally {
            probe.any();
        }
    }

    /** Pauses, resumes or undoes whatever is open. */
    void steer(Step step) {
        for (Operation one : operations.list()) {
            try {
                if (one.state() == OperationState.PAUSED) {
                    operations.resume(one.number(), PERSON);
                } else if (one.state() == OperationState.RUNNING && step.a() % 2 == 0) {
                    operations.pause(one.number(), PERSON);
                } else if (one.state() == OperationState.DONE && step.a() % 3 == 0) {
                    operations.undo(one.number(), PERSON);
                }
            } catch (InvalidJobException e) {
                throw new IllegalStateException("an operation that nobody else steers", e);
            }
        }
    }

    /** Whether a step of an operation has been done since this was asked. */
    boolean hasWorked() {
        boolean was = worked;
        worked = false;
        return was;
    }
}
