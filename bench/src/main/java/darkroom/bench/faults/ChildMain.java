package darkroom.bench.faults;

import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.maintenance.Reaper.Lease;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.workers.WorkerConfig;
import darkroom.workers.WorkerProcess;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The main class of a JVM that works, enqueues or relays until it is killed. */
final class ChildMain {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration WARM_MAX = Duration.ofSeconds(10);
    private static final int WARM_JOBS = 500;
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Wire wire;

    private ChildMain(Wire wire) {
        this.wire = wire;
    }

    /** Takes the harness' port, this child's number and the port of a Redis to warm up on. */
    public static void main(String[] args) throws IOException {
        try (Wire wire = new Wire(Integer.parseInt(args[0]))) {
            wire.tell("h", Long.parseLong(args[1]), ProcessHandle.current().pid());
            ChildMain child = new ChildMain(wire);
            warm(Integer.parseInt(args[2]), Long.parseLong(args[1]));
            wire.tell("w");
            for (String order = wire.order(); order != null; order = wire.order()) {
                child.obey(Order.parse(order));
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private void obey(Order order) {
        switch (order.verb()) {
            case WORK -> work(order);
            case ENQUEUE -> start("enqueue", () -> enqueue(order));
            case RELAY -> RelayChild.start(order, address(order));
            case POP -> start("pop", () -> PopWorker.run(order, wire));
            case ARM ->
                    Probe.Armed.at(Probe.Point.valueOf(order.text("point")), () -> wire.tell("p"));
        }
    }

    // A JVM that has just started loads and compiles for a second: its spare time, not a round's.
    @SuppressWarnings("try") // the process is there to run, not to be called
    private static void warm(int port, long number) {
        RedisAddress address = address(port, "warm-" + number);
        CountDownLatch left = new CountDownLatch(WARM_JOBS);
        HandlerRegistry handlers =
                HandlerRegistry.builder()
                        .add(
                                Probe.KIND,
                                (probe, context) -> {
                                    left.countDown();
                                    return Outcome.completed();
                                })
                        .build();
        WorkerConfig config = WorkerConfig.of("warm", 4, List.of(Probe.KIND.queue()));
        try (RedisStore store = RedisStore.open(address);
                WorkerProcess process = WorkerProcess.start(store, handlers, config)) {
            QueueClient client = new QueueClient(store, InstantSource.system(), new SecureRandom());
            for (int i = 0; i < WARM_JOBS; i++) {
                client.enqueue(new Probe(0, i, 0, Probe.Point.NONE).job());
            }
            left.await(WARM_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Order order) {
        RedisStore store = RedisStore.open(address(order));
        Lease lease =
                new Lease(
                        Duration.ofMillis(order.number("beat")),
                        Duration.ofMillis(order.number("lease")));
        WorkerConfig.Patience usual = WorkerConfig.Patience.DEFAULT;
        WorkerConfig config =
                new WorkerConfig(
                        order.text("name"),
                        (int) order.number("threads"),
                        List.of(Probe.KIND.queue()),
                        lease,
                        new WorkerConfig.Patience(DRAIN, usual.unknownKind(), usual.poll()));
        HandlerRegistry handlers =
                HandlerRegistry.builder().add(Probe.KIND, Probe.handler(wire)).build();
        WorkerProcess process = WorkerProcess.start(store, handlers, config);
        Runtime.getRuntime().addShutdownHook(new Thread(process::close, "stop"));
    }

    private void enqueue(Order order) {
        RedisStore store = RedisStore.open(address(order));
        QueueClient client = new QueueClient(store, InstantSource.system(), new SecureRandom());
        Enqueuing enqueuing = new Enqueuing(client, Enqueuing.Shape.of(order), Acks.to(wire));
        long pauseNanos = order.number("pause") * 1_000;
        enqueuing.run(
                (int) order.number("from"),
                (int) order.number("jobs"),
                count -> LockSupport.parkNanos(pauseNanos));
    }

    private static RedisAddress address(Order order) {
        return address((int) order.number("port"), order.text("namespace"));
    }

    private static RedisAddress address(int port, String namespace) {
        return new RedisAddress(URI.create("redis://127.0.0.1:" + port), namespace, TIMEOUT);
    }

    private static void start(String name, Runnable body) {
        new Thread(body, name).start();
    }
}
