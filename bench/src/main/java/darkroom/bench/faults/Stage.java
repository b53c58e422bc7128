package darkroom.bench.faults;

import darkroom.bench.BenchFailedException;
import darkroom.bench.bare.BareRedis;
import darkroom.bench.bare.BareServer;
import darkroom.bench.faults.Setting.Part;
import darkroom.embedded.FaultProxy;
import darkroom.embedded.RedisServer;
import darkroom.queue.client.QueueClient;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Redis and the children of one setting, kept from round to round. Not thread-safe. */
final class Stage implements AutoCloseable {
    private static final String NAMESPACE = "faults";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration JOIN_MAX = Duration.ofSeconds(30);
    private static final Duration STEADY_MORE = Duration.ofMillis(500);
    private static final Duration LAG = Duration.ofMillis(200);

    /** Each call waits for it. */
    private static final Duration LAG_AND_WAIT = Duration.ofMillis(50);

    private static final int THREADS = 20;

    private final Setting setting;
    private final Spares spares;
    private final RedisServer redis;
    private final FaultProxy way;
    private final FaultProxy victimWay;
    private final RedisStore store;
    private final RedisStore enqueuerStore;
    private final QueueClient client;
    private final List<Child> workers = new ArrayList<>();
    private volatile @Nullable Child victim;
    private @Nullable OutboxPart outbox;
    private @Nullable Replica replica;
    private boolean spoilt;

    private Stage(Setting setting, Spares spares, RedisServer redis) throws IOException {
        this.setting = setting;
        this.spares = spares;
        this.redis = redis;
        int port = redis.uri().getPort();
        way = FaultProxy.to("127.0.0.1", port);
        victimWay = FaultProxy.toRedis("127.0.0.1", port);
        int usual = setting.has(Part.PROXY) ? way.port() : port;
        store = RedisStore.open(address(setting.has(Part.REPLICA) ? way.port() : port, ""));
        enqueuerStore =
                RedisStore.open(address(usual, setting.has(Part.WAIT) ? "?replicas=1" : ""));
        client = new QueueClient(enqueuerStore, InstantSource.system(), new SecureRandom());
    }

    /** Starts what the setting has. */
    static Stage open(Setting setting, Spares spares, Optional<Path> program)
            throws InterruptedException {
        RedisServer redis = redis(setting, spares, program);
        try {
            Stage stage = new Stage(setting, spares, redis);
            if (setting.has(Part.REPLICA)) {
                Duration lag = setting.has(Part.WAIT) ? LAG_AND_WAIT : LAG;
                stage.replica = Replica.of(redis, setting.redis(), lag);
            }
            stage.outbox = setting.has(Part.OUTBOX) ? OutboxPart.open(stage) : null;
            return stage;
        } catch (IOException e) {
            redis.close();
            throw new UncheckedIOException("cannot start a proxy", e);
        }
    }

    private static RedisServer redis(Setting setting, Spares spares, Optional<Path> program)
            throws InterruptedException {
        if (setting.has(Part.SLOW_DISK)) {
            Path slow = SlowDisk.under(spares.folder(), program.orElseGet(spares::redisProgram));
            return RedisServer.start(setting.redis(), slow);
        }
        return program.isPresent()
                ? RedisServer.start(setting.redis(), program.get())
                : RedisServer.start(setting.redis());
    }

    private static RedisAddress address(int port, String query) {
        URI uri = URI.create("redis://127.0.0.1:" + port + query);
        return new RedisAddress(uri, NAMESPACE, TIMEOUT);
    }

    Setting setting() {
        return setting;
    }

    RedisServer redis() {
        return redis;
    }

    /** The queue as the harness sees it, past all proxies. */
    RedisStore store() {
        return store;
    }

    /** Where the harness enqueues. */
    QueueClient client() {
        return client;
    }

    /** The way of the workers that live and of the enqueuer, if there are proxies. */
    FaultProxy way() {
        return way;
    }

    /** The way of the victim, or of the child that enqueues or relays. */
    FaultProxy victimWay() {
        return victimWay;
    }

    Spares spares() {
        return spares;
    }

    OutboxPart outbox() {
        if (outbox == null) {
            throw new IllegalStateException("cannot use an outbox: the setting has none");
        }
        return outbox;
    }

    /** A connection of its own, for what only Redis itself is asked. */
    BareRedis bare() {
        return BareRedis.at(redis.uri(), TIMEOUT);
    }

    /** Kills Redis and puts its replica in its place, for everybody; for this round only. */
    void failOver() {
        if (replica == null) {
            throw new IllegalStateException("cannot fail over: the setting has no replica");
        }
        spoilt = true;
        redis.kill();
        way.mode(FaultProxy.Mode.CUT);
        way.retarget("127.0.0.1", replica.promote());
        way.mode(FaultProxy.Mode.PASS);
    }

    /** Whether it must not be used for another round. */
    boolean isSpoilt() {
        return spoilt;
    }

    /** What an operator may do to Redis. */
    BareServer server() {
        return new BareServer(redis.uri(), TIMEOUT);
    }

    List<Child> workers() {
        return workers;
    }

    /** The one that is harmed. */
    Child victim() {
        Child found = victim;
        if (found == null) {
            throw new IllegalStateException("cannot harm a victim: there is none");
        }
        return found;
    }

    boolean hasVictim() {
        return victim != null;
    }

    /** It is no more. */
    void victimGone() {
        victim = null;
    }

    /** A worker that lives is no more; another one takes its place before the next round. */
    void workerGone(Child worker) {
        workers.remove(worker);
    }

    /**
     * Brings the fleet to its strength, and waits until all serve, and until those that live have
     * been in touch with Redis for a lease: from then on they believe a connection that is gone.
     */
    void fillSteady() throws InterruptedException {
        boolean fresh = workers.size() < setting.workers();
        fill();
        if (fresh) {
            Waiting.pause(setting.lease().duration().plus(STEADY_MORE));
        }
    }

    /** Brings the fleet to its strength, and waits until all serve. */
    void fill() throws InterruptedException {
        while (workers.size() < setting.workers()) {
            workers.add(hire(setting.has(Part.PROXY) ? way.port() : redis.uri().getPort()));
        }
        if (victim == null && setting.has(Part.VICTIM)) {
            victim = hire(victimWay.port());
        }
        if (outbox != null) {
            outbox.fill();
        }
        if (!setting.has(Part.POP)) {
            awaitServing();
        }
    }

    /** A child that works at once, through this port. */
    Child hire(int port) throws InterruptedException {
        Child child = spares.take();
        child.order(
                Order.to(setting.has(Part.POP) ? Order.Verb.POP : Order.Verb.WORK)
                        .with("name", child.name())
                        .with("port", port)
                        .with("namespace", NAMESPACE)
                        .with("threads", THREADS)
                        .with("beat", setting.lease().beat().toMillis())
                        .with("lease", setting.lease().duration().toMillis()));
        return child;
    }

    /** The ids that the children which should work have in the fleet now, by name. */
    Map<String, String> ids() {
        Map<String, String> ids = new TreeMap<>();
        for (Fleet.ProcessView view : new Fleet(store).list()) {
            ids.put(nameOf(view.id()), view.id());
        }
        return ids;
    }

    /** Waits until the fleet is those children and no others, and all of them serve. */
    void awaitServing() throws InterruptedException {
        List<String> expected =
                everyWorker().stream().map(Child::name).sorted().collect(Collectors.toList());
        boolean whole =
                Waiting.until(
                        () -> {
                            List<Fleet.ProcessView> fleet = new Fleet(store).list();
                            return fleet.stream().allMatch(v -> "serving".equals(v.state()))
                                    && fleet.stream()
                                            .map(view -> nameOf(view.id()))
                                            .sorted()
                                            .toList()
                                            .equals(expected);
                        },
                        JOIN_MAX);
        if (!whole) {
            throw new BenchFailedException(
                    "cannot go on: expected "
                            + expected
                            + " to serve within "
                            + JOIN_MAX
                            + ", found "
                            + new Fleet(store).list());
        }
    }

    /** All that should be in the fleet. */
    List<Child> everyWorker() {
        List<Child> all = new ArrayList<>(workers);
        Child found = victim;
        if (found != null) {
            all.add(found);
        }
        return all;
    }

    private static String nameOf(String id) {
        return id.substring(0, id.lastIndexOf('-'));
    }

    @Override
    public void close() {
        everyWorker().forEach(Child::kill);
        if (outbox != null) {
            outbox.close();
        }
        if (replica != null) {
            replica.close();
        }
        try {
            way.close();
            victimWay.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a proxy", e);
        } finally {
            store.close();
            enqueuerStore.close();
            redis.close();
        }
    }
}
