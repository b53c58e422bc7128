package darkroom.cli.service;

import darkroom.cli.settings.ServiceSettings;
import darkroom.jobs.feed.FanOutBoard;
import darkroom.jobs.shards.Database;
import darkroom.jobs.shards.PoolLimits;
import darkroom.jobs.shards.Progress;
import darkroom.jobs.shards.ShardUnavailableException;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.store.PhotoStore;
import darkroom.queue.GrowingWait;
import darkroom.queue.JobKind;
import darkroom.queue.archive.Archivist;
import darkroom.queue.archive.DeadArchive;
import darkroom.queue.archive.DeadSearch;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.outbox.Relay;
import darkroom.queue.redis.RedisStore;
import darkroom.web.dashboard.BesideRedis;
import darkroom.web.dashboard.DeadSources;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every process of the photo service has: the queue, the shards, the photo files. */
public final class Backend implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);

    private static final int CONNECTIONS_MIN = 24;

    /** One of so many is kept from anything that hangs. */
    private static final int THREADS_KEPT = 4;

    private static final int CONNECTIONS_MAX = 64;

    private final ServiceSettings settings;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final RandomGenerator random = new SecureRandom();
    private final Map<String, Relay> relays = new ConcurrentHashMap<>();
    private final RedisStore store;
    private final QueueClient queue;
    private final Shards shards;
    private final PhotoStore photos;

    private Backend(ServiceSettings settings, PoolLimits limits) {
        this.settings = settings;
        store = opened(RedisStore.open(settings.redis()));
        queue = new QueueClient(store, InstantSource.system(), random);
        shards = opened(Shards.open(settings.databases(), settings.shardCount(), queue, limits));
        photos = PhotoStore.folder(settings.photos());
    }

    /** Puts it together; whatever is down is waited for by those who use it. */
    public static Backend open(ServiceSettings settings) {
        return new Backend(settings, PoolLimits.ofConnections(CONNECTIONS_MIN));
    }

    /**
     * The same for worker threads: few of them wait for a connection, and a database that hangs
     * holds no more than three of four where others need the rest.
     */
    public static Backend forWorkers(ServiceSettings settings, int threads) {
        int connections = Math.max(CONNECTIONS_MIN, Math.min(CONNECTIONS_MAX, threads));
        return new Backend(settings, new PoolLimits(connections, callsMax(threads)));
    }

    /** How many calls so many threads make at once to one of the things that jobs need. */
    static int callsMax(int threads) {
        return Math.max(1, threads - threads / THREADS_KEPT);
    }

    /** What it is connected to. */
    public ServiceSettings settings() {
        return settings;
    }

    /** The queue's Redis. */
    public RedisStore store() {
        return store;
    }

    /** For enqueuing. */
    public QueueClient queue() {
        return queue;
    }

    /** The databases. */
    public Shards shards() {
        return shards;
    }

    /** The photo files. */
    public PhotoStore photos() {
        return photos;
    }

    /**
     * Brings all shards to the newest version, waiting for databases that are down.
     *
     * @throws darkroom.jobs.shards.RefusedDatabaseException if one belongs to another deployment
     */
    public void migrate(Progress progress) throws InterruptedException {
        GrowingWait waits = new GrowingWait(random);
        while (true) {
            try {
                shards.migrate(progress);
                return;
            } catch (ShardUnavailableException e) {
                Duration pause = waits.next();
                LOG.atWarn()
                        .addKeyValue("cause", e.getMessage())
                        .addKeyValue("databases", settings.databases())
                        .addKeyValue("retryIn", pause)
                        .log("database away, waiting for it");
                Thread.sleep(pause.toMillis());
            }
        }
    }

    /** Carries jobs from the outboxes to Redis from now on. */
    public void startRelays() {
        for (Database database : shards.databases()) {
            relays.computeIfAbsent(
                    database.name(),
                    name ->
                            opened(
                                    Relay.start(
                                            database.outbox(),
                                            database.dataSource(),
                                            store,
                                            queue,
                                            random)));
        }
    }

    /** How many rows each relay that runs here has sent again, by the name of its database. */
    Map<String, LongSupplier> resent() {
        Map<String, LongSupplier> resent = new TreeMap<>();
        for (Database database : shards.databases()) {
            resent.put(
                    database.name(),
                    () -> {
                        Relay relay = relays.get(database.name());
                        return relay == null ? 0 : relay.resent();
                    });
        }
        return resent;
    }

    /** The archive of dead jobs, which is in the first database. */
    public DeadArchive archive() {
        return new DeadArchive(shards.databases().get(0).dataSource(), store);
    }

    /** What a dashboard knows beside Redis. */
    public BesideRedis besideRedis() {
        DeadSearch search =
                new DeadSearch(shards.databases().get(0).dataSource(), store, Kinds.ours());
        FanOutBoard fanOuts = new FanOutBoard(shards);
        return new BesideRedis(
                new DeadSources(archive(), () -> Optional.of(search)), () -> Optional.of(fanOuts));
    }

    /**
     * Copies dead jobs into the archive from now on.
     *
     * @param handlers whose kinds say what their jobs are found by
     * @param budgetBytes of bodies that Redis keeps
     */
    public void startArchivist(HandlerRegistry handlers, long budgetBytes) {
        List<JobKind<?>> kinds = new ArrayList<>();
        handlers.entries().forEach(entry -> kinds.add(entry.kind()));
        opened(
                Archivist.start(
                        shards.databases().get(0).dataSource(), store, kinds, budgetBytes, random));
    }

    /** Something was committed into the outbox of this database. */
    public void committed(Database database) {
        Relay relay = relays.get(database.name());
        if (relay != null) {
            relay.wake();
        }
    }

    @Override
    public void close() {
        Closing.all(opened);
    }

    private <T extends AutoCloseable> T opened(T resource) {
        synchronized (opened) {
            opened.push(resource);
        }
        return resource;
    }
}
