package darkroom.cli.service;

import darkroom.cli.settings.DatabaseFlags;
import darkroom.jobs.shards.Database;
import darkroom.jobs.shards.PoolLimits;
import darkroom.jobs.shards.RefusedDatabaseException;
import darkroom.jobs.shards.ShardUnavailableException;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.shards.SqlFailureException;
import darkroom.queue.client.QueueClient;
import darkroom.queue.doctor.Doctor;
import darkroom.queue.doctor.Finding;
import darkroom.queue.doctor.Progress;
import darkroom.queue.doctor.Report;
import darkroom.queue.doctor.ServerCheck;
import darkroom.queue.operator.AuditEntry;
import darkroom.queue.operator.AuditLog;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Everything that a deployment stands on, opened for a doctor. */
public final class Surroundings implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 5;
    private static final int OLDEST_POSTGRES = 12;
    private static final double CLOCK_SECONDS_MAX = 5;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final RedisStore store;
    private final List<Database> databases = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Opens no connection yet. */
    public Surroundings(RedisAddress address, DatabaseFlags.Given given) {
        store = RedisStore.open(address);
        opened.push(store);
        notes.add("namespace " + address.namespace());
        if (!given.addresses().isEmpty()) {
            QueueClient queue = new QueueClient(store, InstantSource.system(), new SecureRandom());
            Shards shards =
                    Shards.open(
                            given.addresses(),
                            given.shardCount(),
                            queue,
                            PoolLimits.ofConnections(2));
            opened.push(shards);
            databases.addAll(shards.databases());
            notes.add(given.shardCount() + " shards on " + given.addresses());
        }
    }

    /** What is wrong with the servers themselves. */
    public List<Finding> findings() {
        ServerCheck redis = new ServerCheck(store, InstantSource.system());
        List<Finding> findings = new ArrayList<>(redis.findings());
        notes.addAll(redis.notes());
        databases.forEach(database -> look(database, findings));
        return findings;
    }

    /** What is not wrong, but worth knowing; the settings among it, without secrets. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Puts into the audit log that somebody has things put right, or has had. */
    public void noted(AuditEntry.Act act, AuditEntry.Phase phase, String state) {
        new AuditLog(store).add(act, phase, state);
    }

    /** Cross-checks all places; puts right what needs no judgement, if told so. */
    public Report examine(boolean repair, Progress progress) throws InterruptedException {
        Doctor doctor = new Doctor(store, progress);
        for (Database database : databases) {
            doctor.withOutbox(database.name(), database.dataSource());
        }
        return repair ? doctor.repair() : doctor.examine();
    }

    private void look(Database database, List<Finding> findings) {
        try {
            database.transact(
                    connection -> {
                        server(database.name(), connection, findings);
                        return true;
                    });
        } catch (RefusedDatabaseException | ShardUnavailableException | SqlFailureException e) {
            findings.add(
                    finding(
                            "database",
                            String.valueOf(e.getMessage()),
                            "it is away, not migrated, or another deployment's",
                            "do what the message says"));
        }
    }

    private void server(String name, Connection connection, List<Finding> findings)
            throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(
                        "SELECT current_setting('server_version'),"
                                + " current_setting('server_version_num')::int / 10000,"
                                + " extract(epoch FROM clock_timestamp())")) {
            query.setQueryTimeout(TIMEOUT_SECONDS);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                notes.add("PostgreSQL " + row.getString(1) + " is database " + name);
                if (row.getInt(2) < OLDEST_POSTGRES) {
                    findings.add(
                            finding(
                                    "old-postgres",
                                    "expected PostgreSQL 12 or newer, found " + row.getString(1),
                                    "an older package",
                                    "upgrade database " + name));
                }
                double off = Math.abs(row.getDouble(3) - store.timeMillis() / 1e3);
                if (off > CLOCK_SECONDS_MAX) {
                    findings.add(
                            finding(
                                    "clock",
                                    "expected the clock of database "
                                            + name
                                            + " within 5 s of Redis', found it "
                                            + Math.round(off)
                                            + " s off",
                                    "no time service on one of the two",
                                    "run one on both"));
                }
            }
        }
    }

    /** One that only a person puts right. */
    static Finding finding(String name, String what, String cause, String remedy) {
        return new Finding(name, 1, List.of(), what, cause, remedy, false);
    }

    @Override
    public void close() {
        Closing.all(opened);
    }
}
