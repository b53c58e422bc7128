package darkroom.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.cli.settings.DatabaseFlags;
import darkroom.embedded.fixtures.TestPostgres;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.jobs.shards.PoolLimits;
import darkroom.jobs.shards.Shards;
import darkroom.queue.client.QueueClient;
import darkroom.queue.doctor.Finding;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a doctor finds wrong with a database, each fault planted in a real one. */
@Timeout(120)
final class SurroundingsIT {
    private static final int SHARDS = 2;

    private final RedisAddress redis =
            RedisAddress.of(TestRedis.shared().uri().toString())
                    .withNamespace(TestRedis.freshNamespace());
    private final String url = TestPostgres.freshDatabase();
    private final DatabaseAddress address = new DatabaseAddress("db0", url);

    @BeforeEach
    void migrate() {
        try (RedisStore store = RedisStore.open(redis);
                Shards shards =
                        Shards.open(
                                List.of(address),
                                SHARDS,
                                new QueueClient(store, InstantSource.system(), new SecureRandom()),
                                PoolLimits.ofConnections(1))) {
            shards.migrate((done, total) -> {});
        }
    }

    @Test
    void databaseThatIsWellIsWellAndNamed() {
        try (Surroundings surroundings = surroundings(address)) {
            assertThat(surroundings.findings())
                    .extracting(Finding::name)
                    .doesNotContain("database", "old-postgres", "clock");
            assertThat(surroundings.notes())
                    .anyMatch(note -> note.matches("PostgreSQL [0-9.]+.* is database db0"))
                    .anyMatch(note -> note.startsWith("2 shards on [db0 at jdbc:postgresql://"));
        }
    }

    @Test
    void oldVersionIsFound() throws SQLException {
        plant(
                """
                CREATE FUNCTION plant.current_setting(name text) RETURNS text LANGUAGE sql AS $$
                  SELECT CASE name WHEN 'server_version' THEN '11.22'
                    WHEN 'server_version_num' THEN '110022' END $$""");

        assertThat(found(address))
                .filteredOn(finding -> finding.name().equals("old-postgres"))
                .singleElement()
                .extracting(Finding::what)
                .isEqualTo("expected PostgreSQL 12 or newer, found 11.22");
    }

    @Test
    void clockThatIsOffIsFound() throws SQLException {
        plant(
                """
                CREATE FUNCTION plant.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$
                  SELECT pg_catalog.clock_timestamp() - interval '1 hour' $$""");

        assertThat(found(address))
                .filteredOn(finding -> finding.name().equals("clock"))
                .singleElement()
                .extracting(Finding::what)
                .asString()
                .matches("expected the clock of database db0 .* found it (3599|36\\d\\d) s off");
    }

    @Test
    void databaseThatIsAwayAndOneOfAnotherDeploymentAreFound() {
        assertThat(found(new DatabaseAddress("db0", "jdbc:postgresql://127.0.0.1:1/away")))
                .extracting(Finding::name)
                .contains("database");
        assertThat(found(new DatabaseAddress("other", url)))
                .extracting(Finding::name)
                .contains("database");
    }

    private List<Finding> found(DatabaseAddress database) {
        try (Surroundings surroundings = surroundings(database)) {
            return surroundings.findings();
        }
    }

    private Surroundings surroundings(DatabaseAddress database) {
        return new Surroundings(redis, new DatabaseFlags.Given(List.of(database), SHARDS));
    }

    /**
     * A function that is found before PostgreSQL's own of the same name, in all sessions to come.
     */
    private void plant(String function) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA plant");
            statement.execute(function);
            statement.execute(
                    """
                    DO $$ BEGIN
                      EXECUTE format('ALTER DATABASE %I SET search_path = plant, pg_catalog',
                        current_database());
                    END $$""");
        }
    }
}
