package darkroom.cli.service;

import darkroom.cli.settings.DatabaseFlags;
import darkroom.jobs.feed.FanOutBoard;
import darkroom.jobs.shards.PoolLimits;
import darkroom.jobs.shards.Shards;
import darkroom.queue.JobKind;
import darkroom.queue.archive.DeadArchive;
import darkroom.queue.archive.DeadBodies;
import darkroom.queue.archive.DeadSearch;
import darkroom.queue.archive.Place;
import darkroom.queue.client.QueueClient;
import darkroom.queue.redis.RedisStore;
import darkroom.web.dashboard.BesideRedis;
import darkroom.web.dashboard.DeadSources;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The archive of dead jobs, in the first of the databases that were given, if any were; and the
 * fan-outs on all of them. They are opened by the first who needs one: most of what people do with
 * dead jobs does not.
 */
public final class ArchiveAccess implements DeadBodies, AutoCloseable {
    private static final int CONNECTIONS = 2;

    private final DatabaseFlags.Given given;
    private final RedisStore store;
    private @Nullable Shards shards;
    private @Nullable DeadArchive archive;
    private @Nullable DeadSearch search;
    private @Nullable FanOutBoard fanOuts;

    /** Of the lane of {@code store}; opens nothing yet. */
    public ArchiveAccess(DatabaseFlags.Given given, RedisStore store) {
        this.given = given;
        this.store = store;
    }

    /** The archive, unless no database was given. */
    public Optional<DeadArchive> archive() {
        return given.addresses().isEmpty() ? Optional.empty() : Optional.of(opened());
    }

    /**
     * A search in it, unless no database was given.
     *
     * @param kinds that say what of their args their jobs are found by
     */
    public Optional<DeadSearch> search(Collection<JobKind<?>> kinds) {
        return archive().map(open -> new DeadSearch(database(), store, kinds));
    }

    /** The fan-outs on these databases, unless none was given. */
    public Optional<FanOutBoard> fanOuts() {
        return given.addresses().isEmpty() ? Optional.empty() : Optional.of(board());
    }

    /** What a dashboard knows by them: of dead jobs of the kinds of this build, and of fan-outs. */
    public BesideRedis besideRedis() {
        return new BesideRedis(
                new DeadSources(this, () -> archive().map(open -> searching())), this::fanOuts);
    }

    @Override
    public Map<Place, byte[]> of(List<Place> places) {
        return places.isEmpty() ? Map.of() : bodies().of(places);
    }

    @Override
    public void recall(Map<Place, byte[]> records) {
        bodies().recall(records);
    }

    private DeadBodies bodies() {
        return archive().map(DeadBodies.class::cast).orElse(DeadBodies.NONE);
    }

    private synchronized DeadArchive opened() {
        DeadArchive open = archive;
        if (open == null) {
            open = new DeadArchive(database(), store);
            archive = open;
        }
        return open;
    }

    // One for all pages: each has a thread for its deadlines, which costs more than many a search.
    private synchronized DeadSearch searching() {
        DeadSearch known = search;
        if (known == null) {
            known = new DeadSearch(database(), store, Kinds.ours());
            search = known;
        }
        return known;
    }

    private synchronized FanOutBoard board() {
        FanOutBoard known = fanOuts;
        if (known == null) {
            known = new FanOutBoard(shards());
            fanOuts = known;
        }
        return known;
    }

    private DataSource database() {
        return shards().databases().get(0).dataSource();
    }

    private synchronized Shards shards() {
        Shards all = shards;
        if (all == null) {
            all =
                    Shards.open(
                            given.addresses(),
                            given.shardCount(),
                            new QueueClient(store, InstantSource.system(), new SecureRandom()),
                            PoolLimits.ofConnections(CONNECTIONS));
            shards = all;
        }
        return all;
    }

    @Override
    public synchronized void close() {
        Shards open = shards;
        if (open != null) {
            open.close();
        }
    }
}
