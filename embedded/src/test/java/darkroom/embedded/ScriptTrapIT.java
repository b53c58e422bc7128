package darkroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.ScriptTrap.Side;
import darkroom.embedded.fixtures.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisConnectionException;

@Timeout(60)
final class ScriptTrapIT {
    /** Behind a part that it shares with others, as some of ours are. */
    private static final String COUNT =
            "-- part.lua — stands in front of scripts\n"
                    + "local function more(key) return redis.call('INCR', key) end\n".repeat(8)
                    + "-- count.lua — one more\n"
                    + "-- other.lua has nothing to do with it.\n"
                    + "return more(KEYS[1])";

    private final String key = TestRedis.freshNamespace();
    private final Jedis direct = new Jedis(TestRedis.shared().uri());
    private final FaultProxy proxy = start();
    private final Jedis client = new Jedis("127.0.0.1", proxy.port());
    private final AtomicInteger snaps = new AtomicInteger();

    private static FaultProxy start() {
        try {
            return FaultProxy.toRedis(
                    TestRedis.shared().uri().getHost(), TestRedis.shared().uri().getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void set(Side side, int nth, int bytesMin) {
        proxy.set(new ScriptTrap("count", side, nth, bytesMin, snaps::incrementAndGet));
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        proxy.close();
        direct.close();
    }

    @Test
    void callThatSnapsBeforeHasNoEffect() {
        String sha = client.scriptLoad(COUNT);
        set(Side.BEFORE, 2, 0);

        assertThat(client.evalsha(sha, List.of(key), List.of())).isEqualTo(1L);
        assertThatThrownBy(() -> client.evalsha(sha, List.of(key), List.of()))
                .isInstanceOf(JedisConnectionException.class);

        assertThat(snaps).hasValue(1);
        assertThat(direct.get(key)).isEqualTo("1");
    }

    @Test
    void halfACallHasNoEffect() {
        set(Side.HALF, 1, 0);

        assertThatThrownBy(() -> client.eval(COUNT, List.of(key), List.of()))
                .isInstanceOf(JedisConnectionException.class);

        assertThat(snaps).hasValue(1);
        assertThat(direct.exists(key)).isFalse();
    }

    @Test
    void callWhoseReplyIsLostHasItsEffect() {
        set(Side.REPLY, 1, 0);

        assertThatThrownBy(() -> client.eval(COUNT, List.of(key), List.of()))
                .isInstanceOf(JedisConnectionException.class);

        assertThat(snaps).hasValue(1);
        assertThat(direct.get(key)).isEqualTo("1");
    }

    @Test
    void replyThatIsDeliveredIsHeardAndTheTrapSnapsOnce() {
        set(Side.DELIVERED, 1, 0);

        assertThat(client.eval(COUNT, List.of(key), List.of())).isEqualTo(1L);
        assertThat(client.eval(COUNT, List.of(key), List.of())).isEqualTo(2L);

        await().until(() -> snaps.get() == 1);
        assertThat(client.get(key)).isEqualTo("2");
        assertThat(snaps).hasValue(1);
    }

    @Test
    void replyOfAScriptInATransactionIsExecs() {
        set(Side.REPLY, 1, 0);

        Transaction transaction = client.multi();
        transaction.eval(COUNT, List.of(key), List.of());
        assertThatThrownBy(transaction::exec).isInstanceOf(JedisConnectionException.class);

        assertThat(direct.get(key)).isEqualTo("1");
    }

    @Test
    void otherScriptsAndShorterCallsPass() {
        set(Side.BEFORE, 1, 1_000);

        assertThat(client.eval(COUNT, List.of(key), List.of())).isEqualTo(1L);
        assertThat(
                        client.eval(
                                "-- other.lua — no\nreturn ARGV[1]",
                                List.of(),
                                List.of("x".repeat(2_000))))
                .isEqualTo("x".repeat(2_000));
        assertThatThrownBy(() -> client.eval(COUNT, List.of(key), List.of("x".repeat(2_000))))
                .isInstanceOf(JedisConnectionException.class);

        assertThat(direct.get(key)).isEqualTo("1");
    }

    @Test
    void proxyThatWatchesNothingTakesNoTrap() throws IOException {
        try (FaultProxy blind = FaultProxy.to("127.0.0.1", 1)) {
            ScriptTrap trap = new ScriptTrap("count", Side.BEFORE, 1, 0, () -> {});

            assertThatThrownBy(() -> blind.set(trap)).isInstanceOf(IllegalStateException.class);
        }
    }
}
