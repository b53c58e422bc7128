package darkroom.queue.operations;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Limits;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Takes back what an operation has retried and what still waits, a step at a time. It walks through
 * the queues of those jobs from their tails, where they are. What is enqueued meanwhile is looked
 * at again, and nothing is passed over. A job is taken out by its bytes, for which Redis searches
 * from the tail: in a queue with a million jobs behind it that takes some ten milliseconds a job.
 */
final class OperationUndo {
    /** Where a walk begins. */
    static final String START = "0 0";

    private static final int PAGE = 250;

    /** The most elements of a queue that a step compares, give or take a page. */
    private static final int COMPARED_MAX = 200_000;

    private final RedisStore store;
    private final long number;
    private final OperationFields fields;

    OperationUndo(RedisStore store, long number, OperationFields fields) {
        this.store = store;
        this.number = number;
        this.fields = fields;
    }

    /** A job that the operation has retried, and how far it is from where the page begins. */
    private record Waiting(StoredJob job, int distance) {}

    /** Does the next step. */
    void step() {
        List<String> queues = fields.queues();
        String[] cursor = fields.text("cursor").split(" ", -1);
        int at = Integer.parseInt(cursor[0]);
        long offset = Long.parseLong(cursor[1]);
        String queue = at < queues.size() ? queues.get(at) : "";
        List<byte[]> page = queue.isEmpty() ? List.of() : page(queue, offset);
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.operation(number));
        call.key(keys.operationsActive());
        call.key(keys.dead());
        call.key(keys.deadJobs());
        call.key(keys.stats());
        call.key(keys.operationRecords(number));
        call.key(keys.queue(queue));
        call.arg(number).arg(fields.number("step")).arg(queue).arg(at).arg(offset);
        call.arg(page.size()).arg(page.size() < PAGE ? 1 : 0);
        call.arg(at + 1 >= queues.size() ? 1 : 0);
        call.arg(Math.max(1, COMPARED_MAX / (offset + PAGE)));
        call.arg(Limits.UNIQUE_MAX.toMillis()).arg(keys.deadOf(""));
        for (Waiting one : waiting(page)) {
            int unique = one.job().uniqueKey().map(key -> call.key(keys.unique(key))).orElse(0);
            call.arg(one.job().id().orElse("")).arg(one.job().toBytes());
            call.arg(unique).arg(one.distance());
        }
        store.run(Script.RETRACT, call);
    }

    private List<byte[]> page(String queue, long offset) {
        String key = store.keys().queue(queue);
        // Counted from the tail: whoever reserves meanwhile takes from the head.
        return store.type(key).equals("list")
                ? store.listRange(key, -(offset + PAGE), -(offset + 1))
                : List.of();
    }

    private List<Waiting> waiting(List<byte[]> page) {
        List<Waiting> waiting = new ArrayList<>();
        for (int i = page.size() - 1; i >= 0; i--) {
            try {
                StoredJob job = JobCodec.decode(page.get(i));
                if (job.operation().equals(OptionalLong.of(number))) {
                    waiting.add(new Waiting(job, page.size() - 1 - i));
                }
            } catch (InvalidJobException another) {
                // Not one that an operation has retried: those can be read.
            }
        }
        return waiting;
    }
}
