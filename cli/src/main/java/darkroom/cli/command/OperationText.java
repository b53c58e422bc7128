package darkroom.cli.command;

import darkroom.cli.output.Console;
import darkroom.cli.output.Progress;
import darkroom.queue.operations.Operation;
import darkroom.queue.operations.OperationState;
import darkroom.queue.operations.Operations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a person, and a script, reads of an operation. */
final class OperationText {
    private static final Duration LOOK = Duration.ofMillis(250);

    private OperationText() {}

    static Map<String, Object> fields(Operation operation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("operation", operation.number());
        fields.put("action", operation.plan().action().word());
        fields.put("selection", operation.plan().selection().toString());
        fields.put("state", operation.state().word());
        fields.put("reason", operation.reason());
        fields.put("by", operation.plan().by());
        fields.put("started", operation.startedAt().toString());
        fields.put("changed", operation.changedAt().toString());
        fields.put("rate", operation.plan().pace().rate());
        fields.put("canary", operation.plan().pace().canary());
        Operation.Counts counts = operation.counts();
        fields.put("total", counts.total());
        fields.put("looked", counts.looked());
        fields.put("moved", counts.moved());
        fields.put("undone", counts.undone());
        fields.put("left", counts.left().all());
        fields.put("leftChanged", counts.left().changed());
        fields.put("leftHeld", counts.left().held());
        fields.put("leftBlocked", counts.left().blocked());
        fields.put("leftUnreadable", counts.left().unreadable());
        fields.put("tried", operation.ends().tried());
        fields.put("failed", operation.ends().failed());
        fields.put("done", operation.ends().done());
        fields.put("dead", operation.ends().dead());
        return fields;
    }

    /** How far it is, on one line. */
    static String progress(Operation operation) {
        Operation.Counts counts = operation.counts();
        StringBuilder text = new StringBuilder();
        text.append(operation.state().word())
                .append(": looked at ")
                .append(counts.looked())
                .append(" of ")
                .append(counts.total())
                .append(", moved ")
                .append(counts.moved());
        if (counts.undone() > 0) {
            text.append(", undone ").append(counts.undone());
        }
        if (counts.left().all() > 0) {
            text.append(", left ").append(counts.left().all());
        }
        if (operation.ends().tried() > 0) {
            text.append("; tried again ")
                    .append(operation.ends().tried())
                    .append(", failed ")
                    .append(operation.ends().failed());
        }
        return text.append(operation.reason().isEmpty() ? "" : "; " + operation.reason())
                .toString();
    }

    /**
     * Shows how far it is until nobody has anything to do with it any more.
     *
     * @return as it ended
     */
    static Operation await(Operations operations, long number, Console console)
            throws InterruptedException {
        Progress progress = Progress.on(console);
        Operation found = operations.find(number).orElseThrow();
        while (found.state().isOpen()) {
            progress.show("operation " + number, progress(found));
            Thread.sleep(LOOK.toMillis());
            found = operations.find(number).orElse(found);
        }
        progress.done("operation " + number, progress(found));
        return found;
    }

    /** The exit code for how it ended. */
    static int code(Operation ended) {
        return ended.state() == OperationState.DONE ? 0 : 1;
    }
}
