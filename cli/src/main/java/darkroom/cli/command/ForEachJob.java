package darkroom.cli.command;

import darkroom.queue.InvalidJobException;
import darkroom.queue.inspect.WaitingJob;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Does the same to several jobs that wait; one that cannot be done does not stop the others. */
abstract class ForEachJob extends StoreVerb {
    @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of the jobs.")
    private List<String> ids = List.of();

    @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
    private boolean dryRun;

    final int forEach(
            String done,
            Function<String, Optional<WaitingJob>> find,
            Function<String, WaitingJob> act) {
        int refused = 0;
        for (String id : ids) {
            try {
                if (dryRun) {
                    Optional<String> would =
                            find.apply(id).map(job -> "would be " + done + "; it is " + place(job));
                    console().line("job " + id + " " + would.orElse("does not wait there"));
                } else {
                    console().line("job " + id + " " + done + "; it was " + place(act.apply(id)));
                }
            } catch (InvalidJobException e) {
                refused++;
                console().note("darkroom: " + e.getMessage());
            }
        }
        return refused == 0 ? 0 : 1;
    }

    private static String place(WaitingJob job) {
        return job.place().word() + " in queue " + job.queue();
    }
}
