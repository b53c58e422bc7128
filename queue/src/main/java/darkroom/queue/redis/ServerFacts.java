package darkroom.queue.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What a Redis says of itself. Immutable.
 *
 * @param info by name, as {@code INFO} has it
 * @param config by name, as {@code CONFIG GET} has it; empty if this user may not ask
 */
public record ServerFacts(Map<String, String> info, Map<String, String> config) {
    /** Copies both. */
    public ServerFacts {
        info = Map.copyOf(info);
        config = Map.copyOf(config);
    }

    static ServerFacts of(GuardedClient client) {
        Map<String, String> info = lines(client, new CommandArguments(Command.INFO));
        Map<String, String> config =
                client.call(
                        redis -> {
                            try {
                                return pairs(
                                        redis.executeCommand(
                                                new CommandArguments(Command.CONFIG)
                                                        .add("GET")
                                                        .add("*")));
                            } catch (JedisDataException mayNot) {
                                return Map.of();
                            }
                        });
        return new ServerFacts(info, config);
    }

    /** One section of {@code INFO}, by name. */
    static Map<String, String> info(GuardedClient client, String section) {
        return lines(client, new CommandArguments(Command.INFO).add(section));
    }

    private static Map<String, String> lines(GuardedClient client, CommandArguments command) {
        Map<String, String> info = new TreeMap<>();
        text(client, command)
                .lines()
                .filter(line -> line.indexOf(':') > 0)
                .forEach(
                        line ->
                                info.put(
                                        line.substring(0, line.indexOf(':')),
                                        line.substring(line.indexOf(':') + 1).strip()));
        return info;
    }

    private static String text(GuardedClient client, CommandArguments command) {
        Object reply = client.call(redis -> redis.executeCommand(command));
        return new String((byte[]) reply, StandardCharsets.UTF_8);
    }

    private static Map<String, String> pairs(Object reply) {
        Map<String, String> pairs = new TreeMap<>();
        List<?> flat = (List<?>) reply;
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            pairs.put(
                    new String((byte[]) flat.get(i), StandardCharsets.UTF_8),
                    new String((byte[]) flat.get(i + 1), StandardCharsets.UTF_8));
        }
        return pairs;
    }
}
