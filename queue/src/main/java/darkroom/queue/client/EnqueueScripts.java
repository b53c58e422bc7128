package darkroom.queue.client;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Limits;
import darkroom.queue.QueueFullException;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import darkroom.queue.redis.ScriptCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the scripts that enqueue are sent, and what their replies say. */
final class EnqueueScripts {
    // From here on it is worth the three commands more that a transaction has.
    private static final int BULK_JOBS_MIN = 32;

    private final Keys keys;
    private final String queues;
    private final String stats;
    private final String standby;
    private final String wakeChannel;
    private final long queueJobsMax;

    EnqueueScripts(Keys keys, long queueJobsMax) {
        this.keys = keys;
        this.queues = keys.queues();
        this.stats = keys.stats();
        this.standby = keys.standby();
        this.wakeChannel = keys.wakeChannel();
        this.queueJobsMax = queueJobsMax;
    }

    /** The call that enqueues all of these jobs or none. */
    ScriptCall callFor(List<? extends Outgoing> jobs) {
        String queue = jobs.get(0).queue();
        for (Outgoing job : jobs) {
            if (!job.isPlain() || !job.queue().equals(queue)) {
                return mixed(jobs);
            }
        }
        return append(queue, jobs);
    }

    /** What became of each job of that call. */
    List<Enqueued> results(List<? extends Outgoing> jobs, Reply reply) {
        if (!reply.isNumber()) {
            check(reply);
        }
        List<Enqueued> results = new ArrayList<>(jobs.size());
        int others = 0;
        for (Outgoing job : jobs) {
            String holder = job.isPlain() ? "" : reply.text(++others);
            results.add(
                    holder.isEmpty() ? new Enqueued(job.id(), true) : new Enqueued(holder, false));
        }
        return results;
    }

    /** Whether the call was refused because a queue has no room for all of its jobs. */
    static boolean isFull(Reply reply) {
        return !reply.isNumber() && reply.text(0).equals("FULL");
    }

    private ScriptCall append(String queue, List<? extends Outgoing> jobs) {
        Call call = new Call();
        call.key(keys.queue(queue));
        call.key(stats);
        call.key(queues);
        call.key(standby);
        call.arg(queue).arg(queueJobsMax).arg(wakeChannel).arg(jobs.size());
        for (Outgoing job : jobs) {
            if (jobs.size() < BULK_JOBS_MIN) {
                call.arg(job.payload());
            } else {
                call.push(job::payload);
            }
        }
        return new ScriptCall(Script.APPEND, call);
    }

    private ScriptCall mixed(List<? extends Outgoing> jobs) {
        Call call = new Call();
        call.key(queues);
        call.key(keys.scheduled());
        call.key(stats);
        Map<String, Integer> lists = new LinkedHashMap<>();
        for (Outgoing job : jobs) {
            lists.computeIfAbsent(job.queue(), queue -> call.key(keys.queue(queue)) - 3);
        }
        call.arg(lists.size()).arg(queueJobsMax).arg(wakeChannel).arg(Limits.UNIQUE_MAX.toMillis());
        lists.keySet().forEach(call::arg);
        for (List<Outgoing> run : runs(jobs)) {
            Outgoing first = run.get(0);
            call.arg(lists.getOrDefault(first.queue(), 0));
            if (first.isPlain()) {
                call.arg(run.size());
                run.forEach(job -> call.arg(job.payload()));
            } else {
                call.arg(0)
                        .arg(first.id())
                        .arg(first.payload())
                        .arg(first.delayMillis())
                        .arg(index(call, first.uniqueKey().map(keys::unique)))
                        .arg(index(call, first.outbox().map(keys::outboxLive)))
                        .arg(index(call, first.outbox().map(keys::outboxDone)));
            }
        }
        return new ScriptCall(Script.ENQUEUE, call);
    }

    private static int index(Call call, Optional<String> key) {
        return key.map(call::key).orElse(0);
    }

    // Plain jobs of one queue together, up to the next of that queue that is not plain; each other
    // job alone. So the jobs of a queue keep their order.
    private static List<List<Outgoing>> runs(List<? extends Outgoing> jobs) {
        List<List<Outgoing>> runs = new ArrayList<>();
        Map<String, List<Outgoing>> open = new HashMap<>();
        for (Outgoing job : jobs) {
            if (!job.isPlain()) {
                open.remove(job.queue());
                runs.add(List.of(job));
            } else {
                open.computeIfAbsent(
                                job.queue(),
                                queue -> {
                                    List<Outgoing> run = new ArrayList<>();
                                    runs.add(run);
                                    return run;
                                })
                        .add(job);
            }
        }
        return runs;
    }

    private void check(Reply reply) {
        switch (reply.text(0)) {
            case "OK" -> {}
            case "FULL" ->
                    throw new QueueFullException(
                            "cannot enqueue: "
                                    + reply.text(1)
                                    + " holds "
                                    + reply.number(2)
                                    + " jobs, limit is "
                                    + queueJobsMax
                                    + " (Limits.QUEUE_JOBS_MAX); enqueue again when it has"
                                    + " drained");
            default ->
                    throw new InvalidJobException(
                            "cannot enqueue: expected a "
                                    + reply.text(2)
                                    + " at key "
                                    + reply.text(1)
                                    + ", found a "
                                    + reply.text(3)
                                    + "; another program uses this name");
        }
    }
}
