package darkroom.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** The users of docs/redis-users.acl: none can do what its role need not. */
@Timeout(120)
final class UserRefusalsIT {
    /** Of a connection itself: Redis asks no permission for them. */
    private static final Set<String> FREE = Set.of("auth", "hello", "quit", "reset");

    private static final Pattern IN_SCRIPT = Pattern.compile("'([A-Z]+)'");

    private final TestUsers users = new TestUsers();

    @BeforeEach
    void makeUsers() throws IOException {
        users.make();
    }

    @AfterEach
    void close() {
        users.close();
    }

    @ParameterizedTest
    @EnumSource
    void whoRunsAScriptMayDoAllThatIsInIt(Script script) throws IOException {
        Set<String> commands = commands().keySet();
        List<String> inIt =
                IN_SCRIPT
                        .matcher(script.source(6))
                        .results()
                        .map(word -> word.group(1).toLowerCase(Locale.ROOT))
                        .filter(commands::contains)
                        .toList();
        assertThat(inIt).isNotEmpty();

        for (String role : rolesOf(script)) {
            assertThat(allowed(role)).as(role).containsAll(inIt);
        }
    }

    private static List<String> rolesOf(Script script) {
        return switch (script) {
            case APPEND, ENQUEUE -> List.of("web", "worker", "operator");
            case ADJUST, AUDIT, CANCEL, DISCARD, GROUPS, MEND, REDRIVE, SESSION, TRIAGE, WANT ->
                    List.of("operator");
            case NOTE, START, STEER -> List.of("operator");
            case LEDGER, PICK, PROMOTE -> List.of("worker", "operator");
            default -> List.of("worker");
        };
    }

    private static Set<String> allowed(String role) throws IOException {
        return TestUsers.users().stream()
                .filter(user -> user.get(1).equals("darkroom-" + role))
                .flatMap(List::stream)
                .filter(word -> word.startsWith("+"))
                .map(word -> word.substring(1))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "worker", "operator", "metrics"})
    void everyCommandThatARoleDoesNotNeedIsRefused(String role) throws IOException {
        Set<String> allowed = allowed(role);
        Map<String, Integer> commands = commands();
        assertThat(commands).hasSizeGreaterThan(200).containsKey("flushall");
        Set<String> done = new TreeSet<>();

        commands.forEach(
                (command, arguments) -> {
                    if (!FREE.contains(command) && !allows(allowed, command)) {
                        String reply = reply(role, command, arguments);
                        if (!reply.contains("NOPERM") && !reply.contains("not allowed")) {
                            done.add(command + ": " + reply);
                        }
                    }
                });

        assertThat(done).as("not refused").isEmpty();
        assertThat(users.server().command("PING")).isEqualTo("+PONG\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "worker", "operator", "metrics"})
    void keysAndChannelsOfOthersAreRefused(String role) {
        for (String key : List.of("other:queue:note", "resque", "resque2:queues")) {
            assertThat(reply(role, "llen", key)).as(key).startsWith("NOPERM");
            assertThat(reply(role, "hgetall", key)).as(key).startsWith("NOPERM");
        }
        assertThat(reply(role, "publish", "other:wake:0", "x")).startsWith("NOPERM");
        assertThat(reply(role, "subscribe", "other:wake:0")).startsWith("NOPERM");
        if (!role.equals("worker") && !role.equals("operator")) {
            for (String key : List.of("resque:dead:jobs", "resque:term", "resque:lost")) {
                assertThat(reply(role, "hgetall", key)).as(key).startsWith("NOPERM");
            }
        }
        if (!role.equals("metrics")) {
            String script = "return redis.call('GET', 'other:key')";
            assertThat(reply(role, "eval", script, "0")).containsIgnoringCase("script");
            assertThat(reply(role, "eval", "return redis.call('FLUSHALL')", "0"))
                    .containsIgnoringCase("script");
            assertThat(reply(role, "eval", "return 7", "0")).isEqualTo("7");
        }
    }

    private static boolean allows(Set<String> allowed, String command) {
        // A group of commands counts as allowed when one of it is: the others have names of
        // their own where Redis lists them.
        return allowed.contains(command)
                || (!command.contains("|")
                        && allowed.stream().anyMatch(one -> one.startsWith(command + "|")));
    }

    /** Every command of this server, and with how many arguments it can be called. */
    private Map<String, Integer> commands() {
        Map<String, Integer> commands = new TreeMap<>();
        try (Jedis jedis = new Jedis(users.server().uri())) {
            List<?> all =
                    (List<?>) jedis.sendCommand(() -> "COMMAND".getBytes(StandardCharsets.UTF_8));
            all.forEach(one -> add(commands, (List<?>) one));
        }
        return commands;
    }

    private static void add(Map<String, Integer> commands, List<?> command) {
        List<?> parts = command.size() > 9 ? (List<?>) command.get(9) : List.of();
        String name = new String((byte[]) command.get(0), StandardCharsets.UTF_8);
        if (parts.isEmpty()) {
            commands.put(name, Math.abs(Math.toIntExact((Long) command.get(1))) - 1);
        }
        parts.forEach(part -> add(commands, (List<?>) part));
    }

    private String reply(String role, String command, int arguments) {
        String[] words = command.split("[|]", -1);
        int fillers = arguments - (words.length - 1);
        return reply(
                role,
                words[0],
                Stream.concat(
                                Stream.of(words).skip(1),
                                Stream.generate(() -> "1").limit(Math.max(0, fillers)))
                        .toArray(String[]::new));
    }

    private String reply(String role, String command, String... arguments) {
        try (Jedis jedis = new Jedis(users.server().uri())) {
            jedis.auth("darkroom-" + role, "secret-of-" + role);
            byte[] name = command.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
            return String.valueOf(jedis.sendCommand(() -> name, arguments));
        } catch (JedisDataException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
