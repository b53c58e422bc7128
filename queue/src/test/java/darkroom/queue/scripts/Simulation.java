package darkroom.queue.scripts;

import darkroom.embedded.RedisServer;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.fixtures.Shrinking;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.ledger.Ledger;
import darkroom.queue.redis.AlteredScripts;
import darkroom.queue.redis.AlteredScripts.Alteration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/**
 * Several logical workers, clients, relays, reapers and promoters on one thread: step by step, with
 * the product's classes and scripts on a real Redis, and all that must hold looked at after each
 * step.
 */
final class Simulation implements AutoCloseable {
    static final String RARE = "rare";
    static final List<String> QUEUES = List.of("note", "more", RARE);
    static final List<String> UNIQUE_KEYS = List.of("u1", "u2", "u3");
    static final String OUTBOX = "db0";
    private static final String STEERING = "steering";
    private static final int LEDGER_EVERY = 16;
    private static final int FORGET_EVERY = 64;
    private static final int TRIES_MAX = 150;

    private final RedisServer server;
    private final TestQueue queue;
    private final ScriptProbe probe;
    private Model model = new Model();
    private JobSteps jobSteps;
    private WorkerSteps workerSteps;
    private OperationSteps operationSteps;
    private final Set<String> everyProcess = new TreeSet<>();

    Simulation(RedisServer server, Alteration alteration) {
        this.server = server;
        this.queue =
                TestQueue.at(
                        server.uri(),
                        AlteredScripts.opener(alteration.then(ScriptProbe.around(STEERING))));
        this.probe = new ScriptProbe(queue.jedis(), STEERING);
        this.jobSteps = new JobSteps(queue, model);
        this.workerSteps = new WorkerSteps(queue, model);
        this.operationSteps = new OperationSteps(queue, probe);
    }

    /** As few of the steps as still show the fault, after so many tries. */
    static List<Step> fewest(RedisServer server, List<Step> steps, Alteration alteration) {
        try (Simulation simulation = new Simulation(server, alteration)) {
            return Shrinking.shrink(
                    steps,
                    some -> {
                        try {
                            simulation.run(some);
                            return false;
                        } catch (SimulationFault fault) {
                            return true;
                        }
                    },
                    TRIES_MAX);
        }
    }

    /**
     * Does all steps, from an empty Redis.
     *
     * @throws SimulationFault as soon as something is so that must not be
     */
    void run(List<Step> steps) {
        begin();
        for (int i = 0; i < steps.size(); i++) {
            try {
                step(steps.get(i));
                check(i, i == steps.size() - 1);
            } catch (RuntimeException | AssertionError e) {
                throw new SimulationFault(i, e);
            }
        }
    }

    private void begin() {
        workerSteps.close();
        queue.jedis().flushAll();
        everyProcess.clear();
        model = new Model();
        jobSteps = new JobSteps(queue, model);
        workerSteps = new WorkerSteps(queue, model);
        operationSteps = new OperationSteps(queue, probe);
    }

    private void step(Step step) {
        Loss loss = Loss.of(step);
        switch (loss) {
            case NONE -> {}
            case REPLY -> probe.loseReply();
            case REQUEST -> probe.loseRequest();
        }
        try {
            perform(step, loss);
        } catch (StoreUnavailableException e) {
            if (loss == Loss.NONE) {
                throw e;
            }
        } finally {
            if (loss != Loss.NONE) {
                probe.stopLosing();
            }
        }
    }

    private void perform(Step step, Loss loss) {
        switch (step.kind()) {
            case ENQUEUE -> jobSteps.enqueue(step, loss);
            case ENQUEUE_MANY -> jobSteps.enqueueMany(step, loss);
            case ENQUEUE_DELAYED -> jobSteps.enqueueDelayed(step, loss);
            case ENQUEUE_UNIQUE -> jobSteps.enqueueUnique(step, loss);
            case COMMIT_ROW -> jobSteps.commitRow(step);
            case RELAY -> jobSteps.relay(loss);
            case DELETE_DONE_ROWS -> jobSteps.deleteDoneRows();
            case TIME_PASSES -> jobSteps.timePasses();
            case PROMOTE -> jobSteps.promote();
            case PAUSE -> jobSteps.pause(step);
            case RESUME -> jobSteps.resume(step);
            case REDRIVE -> jobSteps.redrive(step, loss);
            case DISCARD -> jobSteps.discard(step, loss);
            case CANCEL -> jobSteps.cancel(step, loss);
            case RUN_NOW -> jobSteps.runNow(step);
            case PURGE -> jobSteps.purge(loss);
            case START_OPERATION -> operationSteps.start(step);
            case OPERATE -> operationSteps.operate();
            case STEER_OPERATION -> operationSteps.steer(step);
            case JOIN -> workerSteps.join();
            case EXCHANGE -> workerSteps.exchange(step, loss);
            case DELIVER -> workerSteps.deliver(step);
            case BEGIN -> workerSteps.begin(step);
            case BEAT -> workerSteps.beat(step);
            case LEAVE -> workerSteps.leave(step);
            case CRASH -> workerSteps.crash(step);
            case SILENCE -> workerSteps.silence(step);
            case FENCE -> workerSteps.fence(step);
            case SWEEP -> workerSteps.sweep();
            case FORGET_SCRIPTS -> queue.jedis().scriptFlush();
            case RESTART_REDIS -> restartRedis();
        }
    }

    private void restartRedis() {
        server.kill();
        server.restart();
        queue.jedis().disconnect();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreException(StoreUnavailableException.class)
                .until(() -> queue.store().timeMillis() > 0 && workerSteps.allListen());
    }

    private void check(int step, boolean last) {
        everyProcess.addAll(workerSteps.ids());
        Places places =
                Places.read(queue.jedis(), queue.keys(), QUEUES, UNIQUE_KEYS, OUTBOX, everyProcess);
        everyProcess.addAll(places.processes());
        if (operationSteps.hasWorked()) {
            model.resolve(places);
        }
        model.check(places);
        List<String> faults = new ArrayList<>();
        places.standby().keySet().stream()
                .filter(id -> !places.processes().contains(id))
                .forEach(id -> faults.add(id + " stands by and is not in the fleet"));
        places.serving().stream()
                .filter(id -> !places.processes().contains(id))
                .forEach(id -> faults.add(id + " serves and is not in the fleet"));
        for (Map.Entry<String, Map<String, String>> held : places.held().entrySet()) {
            String id = held.getKey();
            boolean known = places.processes().contains(id) || places.lost().contains(id);
            if (!held.getValue().isEmpty() && !known) {
                faults.add(id + " holds jobs, and is neither in the fleet nor lost");
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException(String.join("; ", faults));
        }
        workerSteps.check(places);
        if (last || step % LEDGER_EVERY == 0) {
            Ledger ledger = Ledger.read(queue.store());
            if (!ledger.isBalanced()) {
                throw new IllegalStateException("the ledger is not balanced: " + ledger);
            }
        }
        if (step % FORGET_EVERY == 0) {
            model.forgetOver();
            everyProcess.retainAll(places.held().keySet());
            everyProcess.removeIf(
                    id ->
                            places.held().getOrDefault(id, Map.of()).isEmpty()
                                    && !places.processes().contains(id)
                                    && !places.lost().contains(id)
                                    && !workerSteps.ids().contains(id));
        }
    }

    @Override
    public void close() {
        workerSteps.close();
        queue.close();
    }

    /** What becomes of the first call of a step. */
    enum Loss {
        NONE,
        /** It arrives, and its reply does not. */
        REPLY,
        /** It never arrives. */
        REQUEST;

        static Loss of(Step step) {
            return switch (step.b() % 10) {
                case 0 -> REPLY;
                case 1 -> REQUEST;
                default -> NONE;
            };
        }
    }
}
