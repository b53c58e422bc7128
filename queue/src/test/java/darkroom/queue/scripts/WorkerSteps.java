package darkroom.queue.scripts;

import darkroom.queue.StoreUnavailableException;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.json.StoredJob;
import darkroom.queue.maintenance.Reaper;
import darkroom.queue.maintenance.Reaper.Evidence;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.Script;
import darkroom.queue.redis.StatFields;
import darkroom.queue.reserve.Heartbeat;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessLostException;
import darkroom.queue.reserve.ProcessState;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import darkroom.queue.scripts.Model.State;
import darkroom.queue.scripts.Simulation.Loss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import redis.clients.jedis.resps.Tuple;

/** The steps of worker processes, and of whoever finds them lost. */
final class WorkerSteps implements AutoCloseable {
    private static final int WORKERS_MAX = 4;
    private static final Duration LATER = Duration.ofHours(1);

    private final TestQueue queue;
    private final Model model;
    private final Heartbeat heartbeat;
    private final Reaper reaper;
    private final List<LogicalWorker> workers = new ArrayList<>();

    /** What ends with the batch of a worker that has no answer yet. */
    private final Map<String, List<Runnable>> ends = new HashMap<>();

    WorkerSteps(TestQueue queue, Model model) {
        this.queue = queue;
        this.model = model;
        this.heartbeat = new Heartbeat(queue.store(), Duration.ofSeconds(2));
        this.reaper = new Reaper(queue.store(), Reaper.Lease.DEFAULT);
    }

    Set<String> ids() {
        Set<String> ids = new TreeSet<>();
        workers.forEach(worker -> ids.add(worker.member.id()));
        return ids;
    }

    boolean allListen() {
        return workers.stream()
                .allMatch(
                        worker ->
                                queue.store()
                                                .subscribers(
                                                        queue.keys()
                                                                .lifeChannel(worker.member.id()))
                                        == 1);
    }

    void join() {
        if (workers.size() < WORKERS_MAX) {
            Membership member = queue.join(Simulation.QUEUES.toArray(String[]::new));
            workers.add(new LogicalWorker(queue.store(), member));
        }
    }

    /** Settles some of what is in hand, each in a way of its own, and reserves. */
    void exchange(Step step, Loss loss) {
        Optional<LogicalWorker> picked = JobSteps.pick(workers, step);
        if (picked.isEmpty()) {
            return;
        }
        LogicalWorker worker = picked.get();
        String id = worker.member.id();
        List<Settlement> settlements = new ArrayList<>();
        Map<String, Long> stats = new HashMap<>();
        if (!ends.containsKey(id)) {
            List<Runnable> own = new ArrayList<>();
            int seed = step.b() / 10;
            for (Reserved held : List.copyOf(worker.hand().values())) {
                seed = seed * 31 + 17;
                int lot = Math.floorMod(seed >> 8, 14);
                if (lot < 10) {
                    settlements.add(settle(held, lot, worker, stats, own));
                }
            }
            ends.put(id, own);
        }
        int want = step.b() / 100 % 7;
        boolean inFleet = isInFleet(id);
        try {
            worker.exchange(settlements, stats, want, want > 0 ? step.b() / 1000 % 3 : 0);
            ended(id);
            expectInFleet(inFleet, id);
        } catch (ProcessLostException e) {
            expectLost(inFleet, id);
            drop(worker);
        } catch (StoreUnavailableException e) {
            if (loss == Loss.REPLY && inFleet) {
                ended(id);
                ends.put(id, List.of());
            }
            throw e;
        }
    }

    private Settlement settle(
            Reserved held,
            int lot,
            LogicalWorker worker,
            Map<String, Long> stats,
            List<Runnable> own) {
        StoredJob job = TestQueue.job(held);
        String id = job.id().orElseThrow();
        return switch (lot) {
            case 0 -> {
                own.add(() -> model.failed(TestQueue.group(typeOf(id))));
                yield Settlement.retrying(held, job.withAttempt(job.attempt() % 99 + 1), LATER)
                        .by(TestQueue.failed(id, typeOf(id)));
            }
            case 1 -> Settlement.scheduled(held, job, LATER);
            case 2 -> Settlement.released(held);
            case 3 -> {
                own.add(() -> model.buried(id));
                own.add(() -> model.failed(TestQueue.group(typeOf(id))));
                yield TestQueue.buriedBy(typeOf(id), worker.member, held);
            }
            default -> {
                own.add(() -> model.over(id));
                stats.merge(StatFields.done("note", held.queue()), 1L, Long::sum);
                yield TestQueue.done(held);
            }
        };
    }

    private static String typeOf(String id) {
        return Places.TYPES.get(Math.floorMod(id.hashCode(), Places.TYPES.size()));
    }

    private void ended(String id) {
        List<Runnable> own = ends.remove(id);
        if (own != null) {
            own.forEach(Runnable::run);
        }
    }

    /** A message that is on its way comes in. */
    void deliver(Step step) {
        JobSteps.pick(workers.stream().filter(LogicalWorker::hasMail).toList(), step)
                .ifPresent(LogicalWorker::deliver);
    }

    /** A job that processes were lost with is put on record before it begins. */
    void begin(Step step) {
        for (LogicalWorker worker : workers) {
            Optional<Reserved> job =
                    JobSteps.pick(
                            worker.hand().values().stream()
                                    .filter(held -> TestQueue.job(held).losses() > 0)
                                    .toList(),
                            step);
            if (job.isPresent()) {
                worker.member.begin(job.get(), TestQueue.job(job.get()));
                return;
            }
        }
    }

    void beat(Step step) {
        Optional<LogicalWorker> picked = JobSteps.pick(workers, step);
        if (picked.isPresent()) {
            LogicalWorker worker = picked.get();
            boolean inFleet = isInFleet(worker.member.id());
            ProcessState state = step.b() % 7 == 0 ? ProcessState.QUIET : ProcessState.SERVING;
            try {
                heartbeat.beat(worker.member, state, Map.of("busy", "1"));
                expectInFleet(inFleet, worker.member.id());
            } catch (ProcessLostException e) {
                expectLost(inFleet, worker.member.id());
                drop(worker);
            }
        }
    }

    /** It stays if Redis has jobs down for it. */
    void leave(Step step) {
        Optional<LogicalWorker> picked = JobSteps.pick(workers, step);
        if (picked.isEmpty() || picked.get().isSuspect()) {
            return;
        }
        LogicalWorker worker = picked.get();
        try {
            if (worker.member.leave()) {
                drop(worker);
            }
        } catch (StoreUnavailableException e) {
            // It ends all the same, whether it has left or is to be found lost.
            drop(worker);
            throw e;
        }
    }

    void crash(Step step) {
        JobSteps.pick(workers, step).ifPresent(this::drop);
    }

    /**
     * A process has not beaten for long: one of those that are gone, or one that is only stopped.
     */
    void silence(Step step) {
        List<String> fleet = queue.jedis().zrange(queue.keys().processes(), 0, -1);
        JobSteps.pick(fleet, step)
                .ifPresent(id -> queue.jedis().zadd(queue.keys().processes(), 1, id));
    }

    /** One that is silent is given up by a reaper that ends before it reaps. */
    void fence(Step step) {
        List<Tuple> fleet = queue.jedis().zrangeWithScores(queue.keys().processes(), 0, -1);
        Optional<Tuple> silent =
                JobSteps.pick(fleet.stream().filter(one -> one.getScore() == 1).toList(), step);
        if (silent.isPresent()) {
            Call call = new Call();
            call.key(queue.keys().processes());
            call.key(queue.keys().lost());
            call.key(queue.keys().serving());
            call.key(queue.keys().standby());
            call.arg(silent.get().getElement()).arg(1);
            queue.store().run(Script.FENCE, call);
        }
    }

    void sweep() {
        try {
            reaper.sweep(Evidence.LEASE);
        } finally {
            // What was lost too often is dead now, and says so.
            DeadJobs dead = new DeadJobs(queue.store());
            for (DeadJobs.DeadView view : dead.list(0, 1_000)) {
                String id = view.job().id();
                if (model.stateOf(id) == State.LIVE
                        && view.job().cause().reason().equals("poison")) {
                    model.buried(id);
                }
            }
        }
    }

    /** Each process in the fleet holds what Redis has down for it, and knows of all but one job. */
    void check(Places places) {
        for (LogicalWorker worker : workers) {
            String id = worker.member.id();
            if (worker.isSuspect() || !places.processes().contains(id)) {
                continue;
            }
            Set<String> down = new TreeSet<>(places.held().getOrDefault(id, Map.of()).keySet());
            down.removeAll(worker.hand().keySet());
            if (!places.held()
                    .getOrDefault(id, Map.of())
                    .keySet()
                    .containsAll(worker.hand().keySet())) {
                throw new IllegalStateException(
                        id
                                + " holds "
                                + worker.hand().keySet()
                                + ", and Redis has "
                                + places.held().get(id));
            }
            String unheard = worker.member.firstUnheard() + ":";
            boolean handedOver =
                    worker.member.standsBy()
                            && down.size() == 1
                            && down.iterator().next().startsWith(unheard);
            if (handedOver) {
                if (!worker.isAwaited(down.iterator().next())) {
                    worker.awaitMessage(down.iterator().next());
                }
            } else if (!down.isEmpty()) {
                throw new IllegalStateException(id + " does not know that it holds " + down);
            }
        }
    }

    private boolean isInFleet(String id) {
        return queue.jedis().zscore(queue.keys().processes(), id) != null;
    }

    private static void expectInFleet(boolean inFleet, String id) {
        if (!inFleet) {
            throw new IllegalStateException(id + " is lost and was served all the same");
        }
    }

    private static void expectLost(boolean inFleet, String id) {
        if (inFleet) {
            throw new IllegalStateException(id + " is in the fleet and was refused as lost");
        }
    }

    private void drop(LogicalWorker worker) {
        worker.close();
        workers.remove(worker);
        ends.remove(worker.member.id());
    }

    @Override
    public void close() {
        workers.forEach(LogicalWorker::close);
        workers.clear();
    }
}
