package darkroom.jobs.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import darkroom.embedded.PostgresServer;
import darkroom.jobs.dependency.Dependency;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** A server that runs and does not let us in: its jobs wait, and a person is told once. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DatabaseRefusalIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CALLS = 5;

    private final TestShards test = TestShards.empty();
    private final PostgresServer server = PostgresServer.start();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Dependency.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.list.clear();
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    @AfterAll
    void close() {
        server.close();
        test.close();
    }

    @Test
    void wrongPasswordIsWaitedForAndLoggedAsAnErrorOnceUntilItIsRight() throws Exception {
        execute("CREATE ROLE clerk SUPERUSER LOGIN PASSWORD 'old'");
        askClerkForAPassword();
        String url = server.jdbcUrl().replace("user=postgres", "user=clerk&password=");
        await().atMost(SOON).until(() -> "28P01".equals(stateOfLogin(url + "new")));
        try (Shards shards = shards("password", url + "new")) {
            isRefused(shards, "password", "password authentication failed for user \"clerk\"");

            execute("ALTER ROLE clerk PASSWORD 'new'");

            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(ShardUnavailableException.class)
                    .untilAsserted(() -> shards.migrate((done, total) -> {}));
            shards.probe();
            assertThat(shards.databases().get(0).isAway()).isFalse();
            assertThat(errors("password")).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"user, user=postgres, user=nobody", "name, /postgres?, /nothing?"})
    void userOrDatabaseThatIsNotThereIsWaitedForAndLoggedAsAnErrorOnce(
            String name, String right, String wrong) {
        try (Shards shards = shards(name, server.jdbcUrl().replace(right, wrong))) {
            isRefused(shards, name, "does not exist");
        }
    }

    private void isRefused(Shards shards, String name, String reason) {
        for (int i = 0; i < CALLS; i++) {
            assertThatThrownBy(shards::probe)
                    .isInstanceOfSatisfying(
                            ShardUnavailableException.class,
                            e -> assertThat(e.dependency()).isEqualTo("postgres:" + name))
                    .hasMessageContaining(reason)
                    .hasMessageContaining("correct its address, user, password or rights");
        }
        assertThat(shards.databases().get(0).isAway()).isTrue();
        assertThat(errors(name)).singleElement().asString().contains(reason);
    }

    private List<String> errors(String name) {
        return lines.list.stream()
                .filter(line -> line.getLevel() == Level.ERROR)
                .map(line -> String.valueOf(line.getKeyValuePairs()))
                .filter(pairs -> pairs.contains("postgres:" + name))
                .toList();
    }

    private Shards shards(String name, String jdbcUrl) {
        return Shards.open(
                List.of(new DatabaseAddress(name, jdbcUrl)),
                1,
                test.queue(),
                PoolLimits.ofConnections(1));
    }

    private void askClerkForAPassword() throws Exception {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
                Statement statement = connection.createStatement()) {
            Path rules;
            try (ResultSet row = statement.executeQuery("SHOW hba_file")) {
                row.next();
                rules = Path.of(row.getString(1));
            }
            Files.writeString(
                    rules, "host all clerk all scram-sha-256\n" + Files.readString(rules));
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String stateOfLogin(String url) {
        try (Connection connection = DriverManager.getConnection(url)) {
            return "in as " + connection.getSchema();
        } catch (SQLException e) {
            return String.valueOf(e.getSQLState());
        }
    }
}
