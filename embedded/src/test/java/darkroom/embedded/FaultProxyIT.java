package darkroom.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy.Mode;
import darkroom.embedded.fixtures.TestRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

@Timeout(60)
final class FaultProxyIT {
    private static final int READ_MILLIS_MAX = 300;
    private static final byte[] PING = "PING\r\n".getBytes(US_ASCII);

    private final String key = TestRedis.freshNamespace();
    private final Jedis direct = new Jedis(TestRedis.shared().uri());
    private final FaultProxy proxy = start();
    private final Jedis client = new Jedis("127.0.0.1", proxy.port(), READ_MILLIS_MAX);

    private static FaultProxy start() {
        try {
            return FaultProxy.to(
                    TestRedis.shared().uri().getHost(), TestRedis.shared().uri().getPort());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void connect() {
        assertThat(client.incr(key)).isEqualTo(1);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        proxy.close();
        direct.close();
    }

    @Test
    void lostReplyHasTakenEffect() {
        proxy.mode(Mode.SWALLOW_REPLIES);

        assertThatThrownBy(() -> client.incr(key)).isInstanceOf(JedisConnectionException.class);

        await().until(() -> "2".equals(direct.get(key)));
    }

    @Test
    void blackHoleHasNoEffect() {
        proxy.mode(Mode.BLACK_HOLE);

        assertThatThrownBy(() -> client.incr(key)).hasMessageContaining("timed out");

        assertThat(direct.get(key)).isEqualTo("1");
        proxy.mode(Mode.PASS);
        try (Jedis again = new Jedis("127.0.0.1", proxy.port())) {
            assertThat(again.incr(key)).isEqualTo(2);
        }
    }

    @Test
    void cutEndsOpenAndNewConnections() {
        proxy.mode(Mode.CUT);

        assertThat(proxy.connections()).isZero();
        assertThatThrownBy(() -> client.incr(key)).isInstanceOf(JedisConnectionException.class);
        assertThatThrownBy(() -> new Jedis("127.0.0.1", proxy.port()).ping())
                .isInstanceOf(JedisConnectionException.class);
        assertThat(direct.get(key)).isEqualTo("1");
    }

    @Test
    void resetIsReadAsReset() throws IOException {
        try (Socket raw = pinged()) {
            proxy.mode(Mode.RESET);

            assertThatThrownBy(() -> raw.getInputStream().readAllBytes())
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void latencyDelaysBothWays() {
        proxy.latency(Duration.ofMillis(60));
        long startNanos = System.nanoTime();

        client.incr(key);

        assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                .isGreaterThanOrEqualTo(Duration.ofMillis(120));
    }

    @Test
    void stalledRequestArrivesLateThoughItsClientHasGivenUp() {
        proxy.mode(Mode.STALL);

        assertThatThrownBy(() -> client.incr(key)).hasMessageContaining("timed out");
        client.close();
        assertThat(direct.get(key)).isEqualTo("1");
        proxy.mode(Mode.PASS);

        await().until(() -> "2".equals(direct.get(key)));
    }

    @Test
    void connectionThatLostBytesInABlackHoleIsResetAndNeverPassesMore() throws IOException {
        try (Socket raw = pinged()) {
            proxy.mode(Mode.BLACK_HOLE);
            raw.getOutputStream().write(PING);
            raw.setSoTimeout(READ_MILLIS_MAX);
            assertThatThrownBy(() -> raw.getInputStream().read())
                    .isInstanceOf(SocketTimeoutException.class);
            proxy.mode(Mode.PASS);

            raw.getOutputStream().write(PING);

            assertThatThrownBy(() -> raw.getInputStream().read()).hasMessageContaining("reset");
        }
    }

    @Test
    void serverDoesNotHearThatAClientBehindABlackHoleHasClosed() throws IOException {
        String channel = key + ":channel";
        try (Socket raw = pinged()) {
            raw.getOutputStream().write(("SUBSCRIBE " + channel + "\r\n").getBytes(US_ASCII));
            await().until(() -> direct.pubsubNumSub(channel).containsValue(1L));
            proxy.mode(Mode.BLACK_HOLE);
        }

        await().until(() -> proxy.connections() == 1);
        assertThat(direct.pubsubNumSub(channel)).containsEntry(channel, 1L);
        proxy.mode(Mode.PASS);
        await().until(() -> direct.pubsubNumSub(channel).containsValue(0L));
    }

    @Test
    void halfOpenConnectionIsSilentWhileNewOnesPassAndResetInTheEnd() throws IOException {
        try (Socket raw = pinged()) {
            raw.setSoTimeout(READ_MILLIS_MAX);
            proxy.mode(Mode.HALF_OPEN);

            raw.getOutputStream().write(PING);
            assertThatThrownBy(() -> raw.getInputStream().read())
                    .isInstanceOf(SocketTimeoutException.class);
            try (Jedis fresh = new Jedis("127.0.0.1", proxy.port())) {
                assertThat(fresh.incr(key)).isEqualTo(2);
            }
            proxy.mode(Mode.PASS);

            assertThatThrownBy(() -> raw.getInputStream().read()).hasMessageContaining("reset");
        }
    }

    @Test
    void slicedRequestsAndRepliesAreWhole() {
        String text = "0123456789".repeat(5_000);
        proxy.mode(Mode.SLICE);

        try (Jedis patient = new Jedis("127.0.0.1", proxy.port(), 20_000)) {
            assertThat(patient.set(key, text)).isEqualTo("OK");
            assertThat(patient.get(key)).isEqualTo(text);
        }
        assertThat(direct.get(key)).isEqualTo(text);
    }

    @Test
    void trickleLetsAByteASecondThroughUntilItEnds() throws IOException {
        try (Socket raw = pinged()) {
            proxy.mode(Mode.TRICKLE);
            long startNanos = System.nanoTime();
            raw.getOutputStream().write("GET x\r\n".repeat(5).getBytes(US_ASCII));

            // The first reply takes seven bytes to ask for, and a second for its own first byte.
            raw.setSoTimeout(30_000);
            assertThat(raw.getInputStream().read()).isNotNegative();

            assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                    .isGreaterThan(Duration.ofSeconds(7));
            proxy.mode(Mode.PASS);
            assertThat(raw.getInputStream().readNBytes(15)).hasSize(15);
        }
    }

    private Socket pinged() throws IOException {
        Socket raw = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        raw.getOutputStream().write(PING);
        assertThat(raw.getInputStream().readNBytes(7)).startsWith("+PONG".getBytes(US_ASCII));
        return raw;
    }
}
