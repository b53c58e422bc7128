package darkroom.queue.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisOptions.Durability;
import darkroom.embedded.RedisServer;
import darkroom.queue.QueueFullException;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.operator.AuditEntry.Act;
import darkroom.queue.operator.AuditEntry.Phase;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

@Timeout(60)
final class OperatorsIT {
    private final TestQueue queue = TestQueue.open();
    private final SecureRandom random = new SecureRandom();
    private final Operators operators = new Operators(queue.store(), random);
    private final OperatorSessions sessions = new OperatorSessions(queue.store(), random);
    private final AuditLog audit = new AuditLog(queue.store());

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void tokenIsGoodForItsOperatorUntilTheyAreRemoved() {
        String token = operators.addWithToken("ada.l", Role.OPERATOR);

        assertThat(operators.byToken(token).orElseThrow().name()).isEqualTo("ada.l");
        assertThat(operators.byToken(token + "x")).isEmpty();
        assertThat(operators.byToken("bob" + token.substring(token.lastIndexOf('.')))).isEmpty();
        for (String odd : List.of("", ".", "ada.l.", "ada.l", "\u0000.x", "a".repeat(10_000))) {
            assertThat(operators.byToken(odd)).as(odd).isEmpty();
        }
        assertThat(operators.remove("ada.l")).isTrue();
        assertThat(operators.byToken(token)).isEmpty();
        assertThat(operators.remove("ada.l")).isFalse();
    }

    @Test
    void noSecretStandsInRedis() {
        String token = operators.addWithToken("ada", Role.OPERATOR);
        String link = new SetupLink(queue.store(), random).make();
        OperatorSession session = sessions.open(operators.find("ada").orElseThrow());

        String all = queue.dump().toString();

        assertThat(all)
                .contains("operators", "session", "setup")
                .doesNotContain(token.substring(token.lastIndexOf('.') + 1))
                .doesNotContain(link)
                .doesNotContain(session.id());
        assertThat(session.toString() + operators.list())
                .doesNotContain(session.id(), session.csrf());
    }

    @Test
    void nameIsTakenOnce() {
        operators.addWithToken("ada", Role.ADMIN);

        assertThatThrownBy(() -> operators.addWithPassword("ada", Role.VIEWER, "hash"))
                .isInstanceOf(RefusedOperatorException.class)
                .hasMessageContaining("the name is taken");
        assertThat(operators.find("ada").orElseThrow().role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void thereIsABound() {
        IntStream.range(0, Operators.OPERATORS_MAX)
                .forEach(i -> operators.addWithPassword("o" + i, Role.VIEWER, "hash"));

        assertThatThrownBy(() -> operators.addWithToken("more", Role.VIEWER))
                .isInstanceOf(RefusedOperatorException.class)
                .hasMessageContaining("Operators.OPERATORS_MAX");
        assertThat(operators.list()).hasSize(Operators.OPERATORS_MAX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Ada", "a b", "-a", "ä", "a/b", "a\n", "<b>"})
    void oddNamesAreRefused(String name) {
        assertThatThrownBy(() -> operators.addWithToken(name, Role.VIEWER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a name of");
        assertThat(queue.dump()).isEmpty();
    }

    @Test
    void whatIsNoRecordOfOursIsNoOperator() {
        for (String text : List.of("", "admin", "root v t p", "admin v t p x")) {
            queue.jedis().hset(queue.keys().operators(), "ada", text);
            assertThat(operators.find("ada")).as(text).isEmpty();
        }
        assertThat(operators.list()).isEmpty();
    }

    @Test
    void sessionEndsWhenItIsClosedAndWhenItsOperatorChanges() {
        operators.addWithPassword("ada", Role.VIEWER, "hash");
        Operator ada = operators.find("ada").orElseThrow();
        OperatorSession first = sessions.open(ada);
        OperatorSession second = sessions.open(ada);
        assertThat(first.id()).isNotEqualTo(second.id());
        assertThat(sessions.touch(first.id()).orElseThrow().csrf()).isEqualTo(first.csrf());

        sessions.close(first.id());
        assertThat(sessions.touch(first.id())).isEmpty();
        assertThat(sessions.look(second.id())).isPresent();

        operators.changePassword("ada", "other");
        assertThat(sessions.look(second.id())).isEmpty();
        OperatorSession third = sessions.open(operators.find("ada").orElseThrow());
        operators.remove("ada");
        operators.addWithPassword("ada", Role.ADMIN, "hash");
        assertThat(sessions.touch(third.id())).as("another ada").isEmpty();
        assertThat(sessions.touch("")).isEmpty();
    }

    @Test
    void sessionEndsIdleAndOldByItself() {
        operators.addWithPassword("ada", Role.VIEWER, "hash");
        Operator ada = operators.find("ada").orElseThrow();
        OperatorSessions idling =
                new OperatorSessions(
                        queue.store(),
                        random,
                        new OperatorSessions.Span(Duration.ofMillis(300), Duration.ofHours(1)));
        OperatorSessions aging =
                new OperatorSessions(
                        queue.store(),
                        random,
                        new OperatorSessions.Span(Duration.ofHours(1), Duration.ofMillis(300)));
        String idle = idling.open(ada).id();
        String old = aging.open(ada).id();
        assertThat(sessions.look(idle)).isPresent();

        await().atMost(Duration.ofSeconds(10)).until(() -> idling.look(idle).isEmpty());
        await().atMost(Duration.ofSeconds(10)).until(() -> aging.touch(old).isEmpty());
    }

    @Test
    void linkIsGoodOnceAndTheLatestOnly() {
        SetupLink link = new SetupLink(queue.store(), random);
        String first = link.make();
        String second = link.make();

        assertThat(link.isOpen(first)).isFalse();
        assertThat(link.take(first)).isFalse();
        assertThat(link.isOpen(second)).isTrue();
        assertThat(link.take(second)).isTrue();
        assertThat(link.take(second)).isFalse();
        assertThat(link.take("")).isFalse();
    }

    @Test
    void auditLogIsPagedLatestFirst() {
        for (int i = 0; i < 25; i++) {
            audit.add(new Act("ada", "::1", "dead retry", "job-" + i), Phase.DONE, "retried");
        }

        List<AuditEntry> page = audit.page("", 10);
        List<AuditEntry> next = audit.page(page.get(9).id(), 10);

        assertThat(page).extracting(entry -> entry.act().target()).startsWith("job-24", "job-23");
        assertThat(next).extracting(entry -> entry.act().target()).startsWith("job-14");
        assertThat(page.get(0).phase()).isEqualTo(Phase.DONE);
        assertThat(page).allMatch(entry -> AuditLog.isId(entry.id()));
        assertThat(AuditLog.isId("1-1 x")).isFalse();
    }

    @Test
    void aFullRedisLetsOperatorsIn() {
        try (RedisServer server =
                        RedisServer.start(
                                RedisOptions.defaults()
                                        .withDurability(Durability.NEVER)
                                        .withConfigLine("maxmemory 6mb"));
                TestQueue full = TestQueue.at(server.uri());
                Jedis jedis = new Jedis(server.uri())) {
            Operators there = new Operators(full.store(), random);
            there.addWithPassword("ada", Role.OPERATOR, "hash");
            jedis.configSet("maxmemory", "1");
            assertThatThrownBy(() -> there.addWithToken("bob", Role.VIEWER))
                    .isInstanceOf(QueueFullException.class);

            OperatorSessions open = new OperatorSessions(full.store(), random);
            OperatorSession session = open.open(there.find("ada").orElseThrow());
            assertThat(open.touch(session.id())).isPresent();
            AuditLog log = new AuditLog(full.store());
            log.add(new Act("ada", "::1", "queue pause", "note"), Phase.BEGUN, "open");

            assertThat(log.page("", 10)).hasSize(1);
        }
    }
}
