package darkroom.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;

/**
 * The main class of a JVM that starts servers, tells about them on standard output, and waits to be
 * killed.
 */
final class ChildServers {
    private ChildServers() {}

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        try (RedisServer redis = RedisServer.start();
                PostgresServer postgres = PostgresServer.start()) {
            out.println(redis.pid());
            out.println(postgres.pid());
            out.println("ready");
            if (args.length == 0) {
                // Standard input never ends: whoever started us must kill us.
                System.in.transferTo(PrintStream.nullOutputStream());
            }
        }
    }
}
