package darkroom.cli.command;

import darkroom.queue.inspect.WaitingJob;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Parameters;

/** Does the same to several jobs that wait. */
abstract class ForEachWaitingJob extends ForEach {
    @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of the jobs.")
    private List<String> ids = List.of();

    ForEachWaitingJob() {
        super(Integer.MAX_VALUE);
    }

    final int forEach(
            String done,
            Function<String, Optional<WaitingJob>> find,
            Function<String, WaitingJob> act) {
        ids.forEach(
                id -> attempt(() -> console().line("job " + id + " " + one(id, done, find, act))));
        return exitCode();
    }

    private String one(
            String id,
            String done,
            Function<String, Optional<WaitingJob>> find,
            Function<String, WaitingJob> act) {
        return isDryRun()
                ? find.apply(id)
                        .map(job -> "would be " + done + "; it is " + place(job))
                        .orElse("does not wait there")
                : done + "; it was " + place(act.apply(id));
    }

    private static String place(WaitingJob job) {
        return job.place().word() + " in queue " + job.queue();
    }
}
