package darkroom.cli.command;

import darkroom.cli.settings.Faults;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.operations.Action;
import darkroom.queue.operations.Pace;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "retry",
        description = {
            "Put dead jobs back into their queues, with all attempts before them.",
            "By a filter it is an operation that the fleet does; it stops by itself when 10 of the"
                    + " last 50 that it retried failed again."
        },
        footer = {"", "Example: darkroom dead retry --kind push --since 2h --canary --wait"})
final class DeadRetry extends DeadBulk {
    private static final Duration WAIT_MIN = Duration.ofSeconds(1);

    @Option(
            names = "--canary",
            description = "First 20 jobs; go on only if all of them are done, and none dead again.")
    private boolean canary;

    @Option(
            names = "--canary-wait",
            paramLabel = "DURATION",
            defaultValue = "10m",
            description = "How long to wait for them, 1s..1d. Default: 10m")
    private String canaryWait = "";

    @Override
    Action action() {
        return Action.RETRY;
    }

    @Override
    void act(DeadJobs jobs, String id) {
        jobs.retry(id);
    }

    @Override
    String done() {
        return "retried";
    }

    @Override
    Pace pace(Pace pace, Faults faults) {
        Duration most = faults.duration("--canary-wait", canaryWait, WAIT_MIN, Pace.PATIENCE_MAX);
        return canary ? pace.withCanary(Pace.CANARY, most) : pace;
    }

    @Override
    boolean needsOperation() {
        return canary;
    }
}
