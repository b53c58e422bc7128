package darkroom.cli;

import darkroom.cli.command.DarkroomCommand;

/** The entry of the {@code darkroom} command. */
public final class Main {
    private Main() {}

    /** Runs one verb and exits with its code: 0 fine, 1 failed, 2 usage. */
    public static void main(String[] args) {
        System.exit(DarkroomCommand.run(args, System.getenv()));
    }
}
