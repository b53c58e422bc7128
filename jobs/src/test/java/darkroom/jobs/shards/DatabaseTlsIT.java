package darkroom.jobs.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.embedded.CertificateAuthority;
import darkroom.embedded.PostgresOptions;
import darkroom.embedded.PostgresServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.client.QueueClient;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With {@code sslmode=verify-full} we talk only to the server that we meant. */
@Timeout(120)
final class DatabaseTlsIT {
    @TempDir private Path folder;

    @Test
    void hostThatTheCertificateNamesIsTalkedToAndAnotherIsRefused() throws Exception {
        // The server may run as somebody else than the test.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        CertificateAuthority authority =
                CertificateAuthority.make(folder, InstantSource.system().instant());
        CertificateAuthority.Issued certificate = authority.issue(List.of("localhost"));
        PostgresOptions options =
                PostgresOptions.defaults()
                        .withSetting("ssl", "on")
                        .withSetting("ssl_cert_file", certificate.file().toString())
                        .withSetting("ssl_key_file", certificate.keyFile().toString());
        try (PostgresServer server = PostgresServer.start(options);
                RedisStore store =
                        RedisStore.open(RedisAddress.of(TestRedis.shared().uri().toString()))) {
            String verified =
                    server.jdbcUrl()
                            + "&sslmode=verify-full&sslrootcert="
                            + authority.certificate();
            QueueClient queue =
                    new QueueClient(
                            store,
                            InstantSource.system(),
                            () -> ThreadLocalRandom.current().nextLong());

            try (Database right = open(verified.replace("//127.0.0.1", "//localhost"), queue)) {
                assertThat(right.transactUnchecked(DatabaseTlsIT::encrypted)).isTrue();
            }
            try (Database wrong = open(verified, queue)) {
                assertThatThrownBy(() -> wrong.transactUnchecked(DatabaseTlsIT::encrypted))
                        .isInstanceOf(ShardUnavailableException.class)
                        .hasStackTraceContaining("127.0.0.1");
            }
        }
    }

    private static Database open(String url, QueueClient queue) {
        return Database.open(
                new DatabaseAddress("db0", url),
                new ShardMap(List.of("db0"), 1),
                queue,
                PoolLimits.ofConnections(1));
    }

    private static boolean encrypted(java.sql.Connection connection) throws java.sql.SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            return row.next() && row.getBoolean(1);
        }
    }
}
