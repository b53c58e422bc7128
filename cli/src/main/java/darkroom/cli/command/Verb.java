package darkroom.cli.command;

import darkroom.cli.output.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every verb has: its help, and where it writes. */
abstract class Verb implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    Console console() {
        return new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    CommandSpec spec() {
        return spec;
    }
}
