package darkroom.cli.command;

import darkroom.cli.output.Console;
import darkroom.cli.settings.Faults;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every verb has: its help, where it writes, and a check of all that was given. */
abstract class Verb {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli shows the help by itself
    private boolean help;

    /**
     * Checks everything that was given, and does nothing yet.
     *
     * @param faults to which everything wrong is added
     * @return does the work and gives the exit code; called only if there are no faults at all
     */
    abstract Callable<Integer> prepare(Map<String, String> environment, Faults faults);

    Console console() {
        return new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    CommandSpec spec() {
        return spec;
    }
}
