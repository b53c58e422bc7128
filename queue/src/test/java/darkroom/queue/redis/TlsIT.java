package darkroom.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.embedded.CertificateAuthority;
import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisServer;
import darkroom.queue.StoreUnavailableException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS we talk only to the server that we meant. */
@Timeout(60)
final class TlsIT {
    @TempDir private Path folder;

    @Test
    void serverOfTheNamedAuthorityIsTalkedTo() throws Exception {
        CertificateAuthority authority = authority("a");
        try (RedisServer server = server(authority.issue(List.of("localhost", "127.0.0.1")))) {
            int port = server.listenTls();
            for (String host : List.of("localhost", "127.0.0.1")) {
                try (RedisStore store = open(host, port, "?ca=" + authority.certificate());
                        Subscription subscription =
                                Subscription.open(store, List.of("c"), message -> {})) {
                    store.addMember("k", host);
                    assertThat(subscription.awaitListening(Duration.ofSeconds(20))).isTrue();
                }
            }
            assertThat(server.command("SCARD", "k")).startsWith(":2");
        }
    }

    @Test
    void serverWithTheCertificateOfAnotherHostIsRefused() {
        CertificateAuthority authority = authority("a");
        try (RedisServer server = server(authority.issue(List.of("redis.example")));
                RedisStore store =
                        open("127.0.0.1", server.listenTls(), "?ca=" + authority.certificate())) {
            assertThatThrownBy(store::probe)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("127.0.0.1");
            assertThat(server.command("DBSIZE")).startsWith(":0");
        }
    }

    @Test
    void serverOfAnAuthorityThatNobodyNamedIsRefused() {
        CertificateAuthority authority = authority("a");
        try (RedisServer server = server(authority.issue(List.of("127.0.0.1")))) {
            int port = server.listenTls();
            for (String ca : List.of("", "?ca=" + authority("b").certificate())) {
                try (RedisStore store = open("127.0.0.1", port, ca)) {
                    assertThatThrownBy(store::probe)
                            .isInstanceOf(StoreUnavailableException.class)
                            .hasMessageContaining("cannot reach Redis");
                }
            }
            assertThat(server.command("DBSIZE")).startsWith(":0");
        }
    }

    @Test
    void fileWithoutAuthoritiesIsSaidBeforeAnythingIsSent() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.pem"));

        assertThatThrownBy(() -> open("127.0.0.1", 1, "?ca=" + folder.resolve("none.pem")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parameter ca of the address")
                .hasMessageContaining("none.pem");
        assertThatThrownBy(() -> open("127.0.0.1", 1, "?ca=" + empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty.pem");
    }

    private CertificateAuthority authority(String name) {
        Path own = folder.resolve(name);
        if (!own.toFile().mkdir()) {
            throw new IllegalStateException("cannot make " + own);
        }
        return CertificateAuthority.make(own, InstantSource.system().instant());
    }

    private static RedisServer server(CertificateAuthority.Issued certificate) {
        return RedisServer.start(RedisOptions.defaults().withCertificate(certificate));
    }

    private static RedisStore open(String host, int port, String parameters) {
        return RedisStore.open(
                new RedisAddress(
                        URI.create("rediss://" + host + ":" + port + parameters),
                        "t",
                        Duration.ofSeconds(2)));
    }
}
