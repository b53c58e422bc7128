package darkroom.queue.operations;

import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import darkroom.queue.redis.StatFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The records of operations in Redis, for those who order and those who work. Thread-safe. */
final class OperationStore {
    /** The most operations on record; the oldest that are over make room. */
    static final int KEPT_MAX = 100;

    /** The most lines of the log. */
    static final int LOG_MAX = 1_000;

    private final RedisStore store;

    OperationStore(RedisStore store) {
        this.store = store;
    }

    /** The counters of retried jobs in the stats, in the order of {@link Operation.Ends}. */
    static List<String> endFields(long number) {
        int slot = StatFields.operationSlot(number);
        return List.of(
                StatFields.operation(slot, "tried"),
                StatFields.operation(slot, "failed"),
                StatFields.operation(slot, "done"),
                StatFields.operation(slot, "dead"));
    }

    OperationFields read(long number) {
        return new OperationFields(store.hash(store.keys().operation(number)));
    }

    Operation.Ends ends(long number) {
        return ends(List.of(number)).get(0);
    }

    /** Of each of these, in this order; at most {@link #KEPT_MAX}, in one call. */
    List<Operation.Ends> ends(List<Long> numbers) {
        List<String> names = numbers.stream().flatMap(one -> endFields(one).stream()).toList();
        List<Optional<byte[]>> found = store.fields(store.keys().stats(), names);
        int each = names.size() / Math.max(1, numbers.size());
        List<Operation.Ends> ends = new ArrayList<>();
        for (int i = 0; i < found.size(); i += each) {
            ends.add(
                    new Operation.Ends(
                            number(found.get(i)),
                            number(found.get(i + 1)),
                            number(found.get(i + 2)),
                            number(found.get(i + 3))));
        }
        return ends;
    }

    /** Where the jobs of an operation are looked for. */
    Source source(Selection only, long startedAt) {
        long since = only.since().map(moment -> moment.toEpochMilli()).orElse(0L);
        long until = only.until().map(moment -> moment.toEpochMilli()).orElse(startedAt);
        long last = Math.min(until, startedAt);
        return only.ids().isEmpty()
                ? new DeadIndex(store, index(only), since, last)
                : new NamedJobs(store, only.ids(), last);
    }

    private String index(Selection only) {
        return only.group().map(store.keys()::deadOf).orElseGet(store.keys()::dead);
    }

    /**
     * Brings an operation into another state.
     *
     * @param from in which it has to be
     * @param fields what else is written
     * @return what the script says: {@code OK}, {@code NONE} or {@code STATE} and its state
     */
    Reply steer(
            long number,
            OperationState wanted,
            List<String> from,
            Note note,
            Map<String, String> fields) {
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.operation(number));
        call.key(keys.operationsActive());
        call.key(keys.operationsLog());
        call.arg(number).arg(wanted.word()).arg(wanted.isActive() ? 1 : 0);
        call.arg(keys.wakeChannel()).arg(note.by()).arg(note.what()).arg(LOG_MAX);
        call.arg(from.size());
        from.forEach(call::arg);
        call.arg("reason").arg(note.reason());
        fields.forEach((field, value) -> call.arg(field).arg(value));
        return store.run(Script.STEER, call);
    }

    /** Who changes an operation, and what the log says of it. */
    record Note(String by, String what, String reason) {}

    private static long number(Optional<byte[]> digits) {
        return digits.map(some -> Long.parseLong(new String(some, StandardCharsets.US_ASCII)))
                .orElse(0L);
    }
}
