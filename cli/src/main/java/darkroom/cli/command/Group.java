package darkroom.cli.command;

/** A verb that only holds others: called alone it shows its help, which is a usage fault. */
abstract class Group extends Verb {
    @Override
    public Integer call() {
        spec().commandLine().usage(spec().commandLine().getErr());
        return picocli.CommandLine.ExitCode.USAGE;
    }
}
