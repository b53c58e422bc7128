package darkroom.queue.operations;

import darkroom.queue.redis.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An operation's hash: written once when it is ordered, then by scripts alone. */
record OperationFields(Map<String, String> fields) {
    private static final String QUEUE = "queue|";

    OperationFields {
        fields = Map.copyOf(fields);
    }

    /** Adds the fields of a new one to the call that writes it. */
    static void add(Call call, Plan plan, long total) {
        Pace pace = plan.pace();
        Selection only = plan.selection();
        call.arg("action").arg(plan.action().word()).arg("by").arg(plan.by());
        call.arg("state").arg(OperationState.RUNNING.word()).arg("step").arg(1);
        call.arg("reason").arg("");
        call.arg("total").arg(total).arg("cursor").arg(Source.START);
        call.arg("rate").arg(pace.rate()).arg("canary").arg(pace.canary());
        call.arg("patience").arg(pace.patience().toMillis());
        call.arg("failures").arg(pace.failures()).arg("window").arg(pace.window());
        if (!only.ids().isEmpty()) {
            call.arg("ids").arg(String.join(" ", only.ids()));
        }
        only.kind().ifPresent(name -> call.arg("kind").arg(name));
        only.queue().ifPresent(name -> call.arg("queue").arg(name));
        only.error().ifPresent(name -> call.arg("error").arg(name));
        only.group().ifPresent(id -> call.arg("group").arg(id));
        only.since().ifPresent(moment -> call.arg("since").arg(moment.toEpochMilli()));
        only.until().ifPresent(moment -> call.arg("until").arg(moment.toEpochMilli()));
    }

    boolean isThere() {
        return fields.containsKey("state");
    }

    String text(String field) {
        return fields.getOrDefault(field, "");
    }

    long number(String field) {
        return Long.parseLong(fields.getOrDefault(field, "0"));
    }

    OperationState state() {
        return OperationState.of(text("state"));
    }

    Plan plan() {
        return new Plan(Action.of(text("action")), selection(), pace(), text("by"));
    }

    Pace pace() {
        return new Pace(
                (int) number("rate"),
                (int) number("canary"),
                Duration.ofMillis(number("patience")),
                (int) number("failures"),
                (int) number("window"));
    }

    Selection selection() {
        return new Selection(
                text("ids").isEmpty() ? List.of() : List.of(text("ids").split(" ", -1)),
                optional("kind"),
                optional("queue"),
                optional("error"),
                optional("group"),
                optional("since").map(ms -> Instant.ofEpochMilli(Long.parseLong(ms))),
                optional("until").map(ms -> Instant.ofEpochMilli(Long.parseLong(ms))));
    }

    Operation operation(long number, Operation.Ends ends) {
        return new Operation(
                number,
                plan(),
                state(),
                text("reason"),
                Instant.ofEpochMilli(number("startedAt")),
                Instant.ofEpochMilli(number("changedAt")),
                new Operation.Counts(
                        number("total"),
                        number("looked"),
                        number("moved"),
                        number("undone"),
                        new Operation.Left(
                                number("changed"),
                                number("held"),
                                number("blocked"),
                                number("unreadable"))),
                ends);
    }

    /** Names of the queues to which jobs went. */
    List<String> queues() {
        return fields.keySet().stream()
                .filter(field -> field.startsWith(QUEUE))
                .map(field -> field.substring(QUEUE.length()))
                .sorted()
                .toList();
    }

    private Optional<String> optional(String field) {
        return Optional.ofNullable(fields.get(field));
    }
}
