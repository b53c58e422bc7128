package darkroom.queue.scripts;

import static darkroom.queue.scripts.Scene.note;

import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.client.Enqueued;
import darkroom.queue.client.QueueClient;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Queues;
import darkroom.queue.inspect.WaitingJob;
import darkroom.queue.inspect.WaitingJobs;
import darkroom.queue.json.JobCodec;
import darkroom.queue.maintenance.Promoter;
import darkroom.queue.redis.Keys;
import darkroom.queue.scripts.Model.State;
import darkroom.queue.scripts.Simulation.Loss;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps of clients, relays, promoters and people. */
final class JobSteps {
    private static final Duration LATER = Duration.ofHours(1);
    private static final int FEW = 3;
    private static final int BULK = 32;
    private static final int LIVE_MAX = 24;

    private final TestQueue queue;
    private final Keys keys;
    private final Model model;
    private final DeadJobs dead;
    private final Queues queues;
    private final WaitingJobs waiting;

    JobSteps(TestQueue queue, Model model) {
        this.queue = queue;
        this.keys = queue.keys();
        this.model = model;
        this.dead = new DeadJobs(queue.store());
        this.queues = new Queues(queue.store());
        this.waiting = new WaitingJobs(queue.store());
    }

    void enqueue(Step step, Loss loss) {
        if (hasEnough()) {
            return; // so that queues are empty now and then, and processes stand by
        }
        String id = model.nextId();
        taken(List.of(id), loss);
        accepted(queue.client().enqueue(note(id).onQueue(queueOf(step))), id, true);
    }

    /** A few, or so many that they go another way. */
    void enqueueMany(Step step, Loss loss) {
        boolean bulk = step.a() % 4 == 0;
        if (bulk && (loss == Loss.REQUEST || hasEnough())) {
            return; // the jobs of many arrive before the script does, in the same transaction
        }
        List<Job<Note>> jobs = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < (bulk ? BULK : FEW); i++) {
            String id = model.nextId();
            ids.add(id);
            jobs.add(note(id).onQueue(queueOf(step)));
        }
        taken(ids, loss);
        List<Enqueued> results = queue.client().enqueueAll(jobs);
        for (int i = 0; i < ids.size(); i++) {
            accepted(results.get(i), ids.get(i), true);
        }
    }

    void enqueueDelayed(Step step, Loss loss) {
        String id = model.nextId();
        taken(List.of(id), loss);
        Job<Note> job = note(id).onQueue(queueOf(step)).delayedBy(LATER);
        accepted(queue.client().enqueue(job), id, true);
    }

    void enqueueUnique(Step step, Loss loss) {
        String id = model.nextId();
        String key = Simulation.UNIQUE_KEYS.get(step.b() / 10 % Simulation.UNIQUE_KEYS.size());
        String holder = model.holderOf(key);
        if (holder.isEmpty() && loss != Loss.REQUEST) {
            model.acceptedUnique(id, key);
        }
        Job<Note> job = note(id).onQueue(queueOf(step)).uniqueBy(key);
        if (step.a() % 3 == 0) {
            job = job.delayedBy(LATER);
        }
        Enqueued result = queue.client().enqueue(job);
        accepted(result, holder.isEmpty() ? id : holder, holder.isEmpty());
    }

    /** A transaction with a job in it commits. */
    void commitRow(Step step) {
        model.rows.put(model.nextId(), queueOf(step));
    }

    /** A relay sends all rows, as it does after a while whether it has sent them or not. */
    void relay(Loss loss) {
        List<QueueClient.Stored> rows = new ArrayList<>();
        for (Map.Entry<String, String> row : model.rows.entrySet()) {
            rows.add(
                    queue.client()
                            .encode(
                                    note(row.getKey()).onQueue(row.getValue()),
                                    Optional.of(Simulation.OUTBOX)));
        }
        if (rows.isEmpty()) {
            return;
        }
        List<Boolean> fresh = new ArrayList<>();
        for (QueueClient.Stored row : rows) {
            boolean isNew = !model.isOfOutbox(row.id());
            fresh.add(isNew);
            if (isNew && loss != Loss.REQUEST) {
                model.acceptedFromOutbox(row.id());
            }
        }
        List<Enqueued> results = queue.client().enqueueStored(rows);
        for (int i = 0; i < rows.size(); i++) {
            accepted(results.get(i), rows.get(i).id(), fresh.get(i));
        }
    }

    void deleteDoneRows() {
        String done = keys.outboxDone(Simulation.OUTBOX);
        List<String> ids = queue.store().someMembers(done, 100);
        ids.forEach(model.rows::remove);
        queue.store().removeMembers(done, ids);
    }

    /** All that is put off is due. */
    void timePasses() {
        for (String schedule : List.of(keys.scheduled(), keys.retrying())) {
            for (byte[] member :
                    queue.jedis().zrange(schedule.getBytes(StandardCharsets.UTF_8), 0, -1)) {
                queue.jedis().zadd(schedule.getBytes(StandardCharsets.UTF_8), 1, member);
            }
        }
    }

    void promote() {
        new Promoter(queue.store()).promote();
    }

    void pause(Step step) {
        queues.pause(queueOf(step));
    }

    void resume(Step step) {
        queues.resume(queueOf(step));
    }

    void redrive(Step step, Loss loss) {
        Optional<String> id = pick(model.in(State.DEAD), step);
        if (id.isEmpty()) {
            return;
        }
        String key = model.uniqueKeyOf(id.get());
        boolean held = !key.isEmpty() && !model.holderOf(key).isEmpty();
        try {
            if (!held && loss != Loss.REQUEST) {
                model.redriven(id.get());
            }
            dead.retry(id.get());
            if (held) {
                throw new IllegalStateException("retried a job whose unique key is another's");
            }
        } catch (InvalidJobException refused) {
            if (!held) {
                throw refused;
            }
        }
    }

    void discard(Step step, Loss loss) {
        Optional<String> id = pick(model.in(State.DEAD), step);
        if (id.isPresent()) {
            if (loss != Loss.REQUEST) {
                model.over(id.get());
            }
            dead.discard(id.get());
        }
    }

    /** Whatever waits; what is in hand is left alone. */
    void cancel(Step step, Loss loss) {
        Optional<WaitingJob> job = pick(model.in(State.LIVE), step).flatMap(waiting::find);
        if (job.isPresent()) {
            if (loss != Loss.REQUEST) {
                model.over(job.get().id());
            }
            waiting.cancel(job.get().id());
        }
    }

    void runNow(Step step) {
        Optional<WaitingJob> job = pick(waiting.due(LIVE_MAX), step);
        if (job.isPresent()) {
            waiting.runNow(job.get().id());
        }
    }

    /** Of one queue only, or there would be little left to do. */
    void purge(Loss loss) {
        if (loss != Loss.REQUEST) {
            queue.jedis()
                    .lrange(keys.queue(Simulation.RARE), 0, -1)
                    .forEach(payload -> model.over(idOf(payload)));
        }
        waiting.purge(Simulation.RARE, gone -> {});
    }

    private static String idOf(String payload) {
        return JobCodec.decode(payload.getBytes(StandardCharsets.UTF_8)).id().orElseThrow();
    }

    private boolean hasEnough() {
        return model.in(State.LIVE).size() > LIVE_MAX;
    }

    // Before the call: where it throws because its reply is lost, it was taken all the same.
    private void taken(List<String> ids, Loss loss) {
        if (loss != Loss.REQUEST) {
            ids.forEach(model::accepted);
        }
    }

    private static void accepted(Enqueued found, String id, boolean fresh) {
        if (!found.equals(new Enqueued(id, fresh))) {
            throw new IllegalStateException(
                    "expected " + new Enqueued(id, fresh) + " of an enqueue, found " + found);
        }
    }

    static String queueOf(Step step) {
        return Simulation.QUEUES.get(step.a() % Simulation.QUEUES.size());
    }

    static <T> Optional<T> pick(List<T> some, Step step) {
        return some.isEmpty() ? Optional.empty() : Optional.of(some.get(step.a() % some.size()));
    }
}
