package darkroom.queue.scripts;

import darkroom.queue.redis.Script;
import java.util.List;
import java.util.stream.Stream;

/** Every way through every script. */
final class ScriptCases {
    static final List<ScriptCase> ALL =
            Stream.of(
                            EnqueueCases.append(),
                            EnqueueCases.handedOver(),
                            EnqueueCases.refusedByAppend(),
                            EnqueueCases.enqueue(),
                            EnqueueCases.enqueueFromOutbox(),
                            EnqueueCases.enqueueMany(),
                            EnqueueCases.refusedByEnqueue(),
                            ExchangeCases.reserving(),
                            ExchangeCases.settling(),
                            ExchangeCases.refusals(),
                            FleetCases.all(),
                            LedgerCases.counting(),
                            LedgerCases.mending(),
                            JobCases.moved(),
                            JobCases.dead(),
                            CancelCases.all(),
                            FailureCases.settling(),
                            FailureCases.reaping(),
                            GroupCases.moving(),
                            GroupCases.mending(),
                            GroupCases.said(),
                            ArchiveCases.all(),
                            OperatorCases.all(),
                            OperationCases.steering(),
                            OperationStepCases.retrying(),
                            OperationStepCases.leavingAndDiscarding(),
                            OperationStepCases.undoing())
                    .flatMap(List::stream)
                    .toList();

    private ScriptCases() {}

    static List<ScriptCase> of(Script script) {
        return ALL.stream().filter(one -> one.script() == script).toList();
    }
}
