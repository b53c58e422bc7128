package darkroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresServerIT {
    private static final Path SEGMENTS = Path.of("/proc/sysvipc/shm");

    private final PostgresServer postgres = PostgresServer.start();

    @AfterAll
    void close() {
        postgres.close();
        postgres.close();
    }

    @Test
    void isConfiguredAsPromised() throws SQLException {
        assertThat(ask("SHOW server_version")).startsWith("18.");
        assertThat(ask("SHOW max_connections")).isEqualTo("300");
        assertThat(ask("SHOW listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(ask("SHOW fsync")).isEqualTo("off");
        assertThat(ask("SHOW lc_messages")).isEqualTo("C");
        assertThat(ask("SELECT datcollate FROM pg_database WHERE datname = 'postgres'"))
                .isEqualTo("C");
        // pgjdbc sets its client's zone per session, hence the server's own.
        assertThat(ask("SELECT boot_val FROM pg_settings WHERE name = 'TimeZone'"))
                .isEqualTo("GMT");
        assertThat(ask("SELECT reset_val FROM pg_settings WHERE name = 'log_timezone'"))
                .isEqualTo("UTC");
    }

    @Test
    void databasesAreApart() throws SQLException {
        String one = postgres.createDatabase("apart_one");
        String two = postgres.createDatabase("apart_two");

        run(one, "CREATE TABLE only_here (id bigint)");

        assertThat(ask(one, "SELECT to_regclass('only_here')::text")).isEqualTo("only_here");
        assertThat(ask(two, "SELECT coalesce(to_regclass('only_here')::text, 'none')"))
                .isEqualTo("none");
    }

    @Test
    void takenOrHostileNameIsRefused() {
        postgres.createDatabase("taken");

        assertThatThrownBy(() -> postgres.createDatabase("taken"))
                .isInstanceOf(ServerFailed.class)
                .hasMessageContaining("taken");
        assertThatThrownBy(() -> postgres.createDatabase("x; DROP DATABASE taken"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void killedServerComesBackWithItsData() throws SQLException {
        try (PostgresServer own =
                PostgresServer.start(
                        PostgresOptions.defaults()
                                .withDurability(PostgresOptions.Durability.ON_COMMIT)
                                .withSetting("work_mem", "5MB"))) {
            String url = own.createDatabase("kept");
            run(url, "CREATE TABLE kept (id bigint)");
            run(url, "INSERT INTO kept VALUES (42)");
            try (Connection open = DriverManager.getConnection(url)) {
                own.kill();
                assertThatThrownBy(() -> DriverManager.getConnection(url))
                        .isInstanceOf(SQLException.class);
                // The processes of a killed server notice its end by themselves, in a moment.
                await().atMost(Duration.ofSeconds(10)).until(() -> !open.isValid(1));
            }

            own.restart();

            assertThat(ask(url, "SELECT id FROM kept")).isEqualTo("42");
            assertThat(ask(url, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(url, "SHOW work_mem")).isEqualTo("5MB");
        }
    }

    @Test
    void killedServerLeavesNoSharedMemoryWhenClosed() throws IOException {
        PostgresServer own = PostgresServer.start();
        String line = Files.readAllLines(own.dataFolder().resolve("postmaster.pid")).get(6);
        String segment = line.strip().split("\\s+", -1)[1];
        assumeThat(SEGMENTS).exists();
        assertThat(segments()).contains(segment);

        own.kill();
        own.close();

        assertThat(segments()).doesNotContain(segment);
    }

    /** The numbers of all System V segments (proc_sysvipc(5)). */
    private static List<String> segments() throws IOException {
        return Files.readAllLines(SEGMENTS).stream()
                .map(line -> line.strip().split("\\s+", -1)[1])
                .toList();
    }

    @Test
    void badSettingIsReportedWithTheLog() {
        assertThatThrownBy(
                        () ->
                                PostgresServer.start(
                                        PostgresOptions.defaults()
                                                .withSetting("no_such_thing", "1")))
                .isInstanceOf(ServerFailed.class)
                .hasMessageContaining("no_such_thing");
    }

    private String ask(String query) throws SQLException {
        return ask(postgres.jdbcUrl(), query);
    }

    private static String ask(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return String.valueOf(rows.getString(1));
        }
    }

    private static void run(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
