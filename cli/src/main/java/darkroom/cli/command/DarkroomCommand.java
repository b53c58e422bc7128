package darkroom.cli.command;

import darkroom.cli.settings.BadUsageException;
import darkroom.cli.settings.Environment;
import darkroom.cli.settings.Faults;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;

/** The command at the top, and how any verb is run: faults gathered, errors in one form. */
@Command(
        name = "darkroom",
        description = "An asynchronous job-worker fleet for a photo-sharing back end.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            WebCommand.class,
            DashboardCommand.class,
            WorkerCommand.class,
            FleetCommand.class,
            QueueCommand.class,
            FailuresCommand.class,
            DeadCommand.class,
            OperationsCommand.class,
            FanOutCommand.class,
            JobCommand.class,
            OperatorCommand.class,
            ScheduledCommand.class,
            DoctorCommand.class,
            CheckCommand.class,
            BenchCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 fine, 1 failed, 2 the command line or the environment is at fault.",
            "\"up\", \"web\", \"dashboard\" and \"worker\" that were stopped by a signal are fine.",
            "\"darkroom VERB --help\" shows a verb's flags."
        })
public final class DarkroomCommand extends Group {
    /**
     * Runs one verb.
     *
     * @param environment variables as the process has them
     * @param out for the result
     * @param err for everything else
     * @return its exit code
     */
    public static int run(
            String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        CommandLine command = new CommandLine(new DarkroomCommand()).setOut(out).setErr(err);
        Faults faults = new Faults();
        ParseResult parsed = new CommandReader(command, faults).read(asked(args));
        if (CommandLine.printHelpIfRequested(parsed)) {
            return ExitCode.OK;
        }
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        Verb verb = (Verb) parsed.commandSpec().userObject();
        Environment.check(environment.keySet(), faults);
        try {
            Callable<Integer> work = verb.prepare(environment, faults);
            faults.throwIfAny();
            return work.call();
        } catch (Exception e) {
            return report(e, err);
        }
    }

    /** {@code help VERB} is how some ask for {@code VERB --help}. */
    private static String[] asked(String... args) {
        if (args.length == 0 || !args[0].equals("help")) {
            return args;
        }
        return Stream.concat(Stream.of(args).skip(1), Stream.of("--help")).toArray(String[]::new);
    }

    private static int report(Exception error, PrintWriter err) {
        if (error instanceof BadUsageException usage) {
            List<String> faults = usage.faults();
            faults.forEach(fault -> err.println("darkroom: " + fault));
            err.println("darkroom: nothing was done; --help shows what is expected");
            err.flush();
            return ExitCode.USAGE;
        }
        if (error instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        String message = error.getMessage();
        err.println("darkroom: " + (message == null ? error.toString() : message));
        err.flush();
        return ExitCode.SOFTWARE;
    }
}
