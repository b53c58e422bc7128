package darkroom.cli.command;

import darkroom.cli.settings.Faults;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ExitCode;

/** A verb that only holds others: called alone it shows its help, which is a usage fault. */
abstract class Group extends Verb {
    @Override
    final Callable<Integer> prepare(Map<String, String> environment, Faults faults) {
        return () -> {
            spec().commandLine().usage(spec().commandLine().getErr());
            return ExitCode.USAGE;
        };
    }
}
