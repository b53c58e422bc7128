package darkroom.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Redis of the test's own that has the users of docs/redis-users.acl. */
final class TestUsers implements AutoCloseable {
    private static final Path FILE = Path.of("../docs/redis-users.acl");

    private final RedisServer server = TestRedis.own();

    /** Gives it the users. */
    void make() throws IOException {
        for (List<String> user : users()) {
            List<String> words = new ArrayList<>(List.of("ACL", "SETUSER"));
            words.addAll(user.subList(1, user.size()));
            assertThat(server.command(words.toArray(String[]::new))).startsWith("+OK");
        }
    }

    /** The lines of the file, in words. */
    static List<List<String>> users() throws IOException {
        return Files.readAllLines(FILE).stream().map(line -> List.of(line.split(" ", -1))).toList();
    }

    RedisServer server() {
        return server;
    }

    /** What a process of the role sees. */
    RedisStore as(String role) {
        return RedisStore.open(
                RedisAddress.of(
                        server.uri()
                                .toString()
                                .replace("//", "//darkroom-" + role + ":secret-of-" + role + "@")));
    }

    @Override
    public void close() {
        server.close();
    }
}
