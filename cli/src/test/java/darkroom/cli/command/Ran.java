package darkroom.cli.command;

import darkroom.queue.redis.RedisAddress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** One call of the command in this JVM: its exit code and what it wrote. */
record Ran(int code, String out, String err) {
    /** The same, of words with one blank between. */
    static Ran darkroom(Map<String, String> environment, String line) {
        return darkroom(environment, line.split(" "));
    }

    /** A verb that looks at the queue there. */
    static Ran at(RedisAddress address, String... verb) {
        Map<String, String> environment =
                Map.of(
                        "DARKROOM_REDIS", address.uri().toString(),
                        "DARKROOM_NAMESPACE", address.namespace());
        return darkroom(environment, verb);
    }

    static Ran darkroom(Map<String, String> environment, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                DarkroomCommand.run(
                        args, environment, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Ran(code, out.toString(), err.toString());
    }
}
