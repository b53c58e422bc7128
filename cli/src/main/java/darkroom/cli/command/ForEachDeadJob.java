package darkroom.cli.command;

import darkroom.cli.settings.Faults;
import darkroom.queue.failures.Fingerprint;
import darkroom.queue.inspect.DeadJobs;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Does the same to several dead jobs, or to all of a group of failures. */
abstract class ForEachDeadJob extends ForEach {
    private static final int PAGE = 200;
    private static final int REFUSALS_SHOWN_MAX = 20;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Ids of the jobs.")
    private List<String> ids = List.of();

    @Option(
            names = "--group",
            paramLabel = "ID",
            description = "All that are dead now of this group of failures, latest first.")
    private String group = "";

    ForEachDeadJob() {
        super(REFUSALS_SHOWN_MAX);
    }

    /** Does it to one. */
    abstract void act(DeadJobs jobs, String id);

    /** Of a job: what was done to it. */
    abstract String done();

    @Override
    final Work work(Faults faults) {
        if (ids.isEmpty() == group.isEmpty()) {
            faults.add(
                    "the jobs",
                    "ids or --group",
                    ids.isEmpty() ? "none" : "both",
                    "give one of the two");
        } else if (!group.isEmpty() && !Fingerprint.isGroup(group)) {
            faults.add(
                    "--group",
                    "the id of a group",
                    Faults.quoted(group),
                    "\"darkroom failures ls\" shows them");
        }
        return store -> forEach(new DeadJobs(store));
    }

    private int forEach(DeadJobs jobs) {
        if (group.isEmpty()) {
            ids.forEach(id -> one(jobs, id));
        } else if (isDryRun()) {
            console().line(jobs.count(group) + " jobs of group " + group + " would be " + done());
        } else {
            forGroup(jobs);
        }
        return exitCode();
    }

    // What dies meanwhile stands before the cursor: no job is met twice.
    private void forGroup(DeadJobs jobs) {
        long count = 0;
        DeadJobs.GroupPage page = jobs.list(group, Optional.empty(), PAGE);
        while (true) {
            for (DeadJobs.DeadView dead : page.jobs()) {
                count += attempt(() -> act(jobs, dead.job().id())) ? 1 : 0;
            }
            if (page.next().isEmpty()) {
                break;
            }
            page = jobs.list(group, page.next(), PAGE);
        }
        console().line(count + " jobs of group " + group + " " + done());
        if (refused() > 0) {
            console().note("darkroom: " + refused() + " jobs could not be " + done());
        }
    }

    private void one(DeadJobs jobs, String id) {
        if (isDryRun()) {
            boolean there = jobs.find(id).isPresent();
            console()
                    .line(
                            there
                                    ? "job " + id + " would be " + done()
                                    : "job " + id + " is not in the dead set");
        } else if (attempt(() -> act(jobs, id))) {
            console().line("job " + id + " " + done());
        }
    }
}
