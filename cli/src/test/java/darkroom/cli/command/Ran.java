package darkroom.cli.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** One call of the command in this JVM: its exit code and what it wrote. */
record Ran(int code, String out, String err) {
    /** The same, of words with one blank between. */
    static Ran darkroom(Map<String, String> environment, String line) {
        return darkroom(environment, line.split(" "));
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
