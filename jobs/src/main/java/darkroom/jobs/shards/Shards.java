package darkroom.jobs.shards;

import darkroom.queue.client.QueueClient;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * All logical shards, and the databases they live on. Thread-safe; one a process.
 *
 * <p>An id has 41 bits of milliseconds since 2026-01-01T00:00:00Z, 13 bits of shard and 10 bits of
 * sequence, and is made by its shard's {@code next_id()}; so ids sort by time and say where they
 * belong. The sign bit is the topmost of the 41, so ids are positive until November 2060.
 */
public final class Shards implements AutoCloseable {
    /** Ids count milliseconds from 2026-01-01T00:00:00Z. */
    public static final long EPOCH_MILLIS = 1_767_225_600_000L;

    /** The most ids that {@link #gather} takes. */
    public static final int GATHER_MAX = 1_000;

    private static final int SEQUENCE_BITS = 10;
    private static final int SHARD_BITS = 13;

    private final ShardMap map;
    private final List<Database> databases;
    private final List<Shard> shards;

    private Shards(ShardMap map, List<Database> databases) {
        this.map = map;
        this.databases = List.copyOf(databases);
        List<Shard> all = new ArrayList<>();
        for (int i = 0; i < map.count(); i++) {
            all.add(new Shard(i, databases.get(map.databaseOf(i))));
        }
        this.shards = List.copyOf(all);
    }

    /**
     * Opens no connection yet, so it does not fail when a database is down.
     *
     * @param databases in the order they were first given in; the shard map is bound to it
     * @param shardCount at least one a database, at most 8,192; never to be changed
     * @param queue encodes the jobs that go into the databases' outboxes
     * @param limits of each database
     */
    public static Shards open(
            List<DatabaseAddress> databases, int shardCount, QueueClient queue, PoolLimits limits) {
        ShardMap map =
                new ShardMap(databases.stream().map(DatabaseAddress::name).toList(), shardCount);
        return new Shards(
                map,
                databases.stream()
                        .map(address -> Database.open(address, map, queue, limits))
                        .toList());
    }

    /** How many there are. */
    public int count() {
        return shards.size();
    }

    /** Whether an id could be one of ours; one that is not belongs to nothing. */
    public boolean covers(long id) {
        return id > 0 && numberOf(id) < shards.size();
    }

    /**
     * The shard that an id was made on.
     *
     * @throws NoSuchShardException if {@link #covers} says no
     */
    public Shard ofId(long id) {
        if (!covers(id)) {
            throw new NoSuchShardException(
                    "cannot find the shard of id "
                            + id
                            + ": expected a shard of 0.."
                            + (shards.size() - 1)
                            + ", found "
                            + numberOf(id)
                            + "; no such row exists");
        }
        return shards.get(numberOf(id));
    }

    /** The shard that whoever is called {@code name} lives on, the same for any case of letters. */
    public Shard ofName(String name) {
        CRC32 hash = new CRC32();
        hash.update(name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        return shards.get((int) (hash.getValue() % shards.size()));
    }

    /**
     * The shard with a number.
     *
     * @param number from 0, less than {@link #count}
     */
    public Shard at(int number) {
        return shards.get(number);
    }

    /**
     * Ids by the shards they were made on, by the databases these live on; those of no shard are
     * left out.
     */
    public Map<Database, Map<Shard, long[]>> grouped(Collection<Long> ids) {
        Map<Database, Map<Shard, List<Long>>> lists = new LinkedHashMap<>();
        for (long id : ids) {
            if (covers(id)) {
                Shard shard = ofId(id);
                lists.computeIfAbsent(shard.database(), database -> new LinkedHashMap<>())
                        .computeIfAbsent(shard, other -> new ArrayList<>())
                        .add(id);
            }
        }
        Map<Database, Map<Shard, long[]>> grouped = new LinkedHashMap<>();
        lists.forEach(
                (database, byShard) -> {
                    Map<Shard, long[]> arrays = new LinkedHashMap<>();
                    byShard.forEach(
                            (shard, list) ->
                                    arrays.put(
                                            shard,
                                            list.stream().mapToLong(Long::longValue).toArray()));
                    grouped.put(database, arrays);
                });
        return grouped;
    }

    /**
     * Reads rows by their ids wherever they live, with one round trip a database (for each 64 of
     * its shards).
     *
     * @param ids at most {@value #GATHER_MAX}
     * @param template a SELECT in which {@code {s}} stands for the schema; its first parameter is
     *     the array of ids on that schema, {@code args} follow
     * @param reader makes a value of the current row
     * @return what was found, in no order
     */
    public <T> List<T> gather(
            Collection<Long> ids,
            String template,
            SqlFunction<ResultSet, T> reader,
            Object... args) {
        if (ids.size() > GATHER_MAX) {
            throw new IllegalArgumentException(
                    "cannot read " + ids.size() + " rows at once: limit is " + GATHER_MAX);
        }
        Gathering gathering = new Gathering(template, args);
        List<T> found = new ArrayList<>();
        grouped(ids)
                .forEach(
                        (database, byShard) ->
                                found.addAll(gathering.from(database, byShard, reader)));
        return found;
    }

    /** The databases, in the order they were given. */
    public List<Database> databases() {
        return databases;
    }

    /**
     * Brings every shard to the newest version, each in a transaction of its own, and makes the
     * outboxes. Safe to run by several processes at once, and again.
     *
     * @throws RefusedDatabaseException if a database has another shard map, or a migration was
     *     changed after it had been applied
     * @throws ShardUnavailableException if a database is away; what was migrated stays so
     */
    public void migrate(Progress progress) {
        new Migrator(map, shards, databases, progress).run();
    }

    /**
     * Whether each database takes writes: returns if so.
     *
     * @throws ShardUnavailableException for the first that does not, within seconds
     * @throws RefusedDatabaseException for the first that has another shard map
     */
    public void probe() {
        databases.forEach(Database::probe);
    }

    /** Closes all connections. */
    @Override
    public void close() {
        databases.forEach(Database::close);
    }

    /**
     * The number of the shard that an id was made on, whether there is one of that number or not.
     */
    public static int numberOf(long id) {
        return (int) (id >>> SEQUENCE_BITS) & ((1 << SHARD_BITS) - 1);
    }
}
