package darkroom.cli;

import darkroom.cli.command.DarkroomCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The entry of the {@code darkroom} command. */
public final class Main {
    private Main() {}

    /** Runs one verb and exits with its code: 0 fine, 1 failed, 2 usage. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(DarkroomCommand.run(args, System.getenv(), out, err));
    }
}
