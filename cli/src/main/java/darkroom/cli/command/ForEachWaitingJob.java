package darkroom.cli.command;

import darkroom.queue.inspect.WaitingJob;
import darkroom.queue.redis.RedisStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Does the same to several jobs that wait. */
abstract class ForEachWaitingJob extends ForEach {
    @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of the jobs.")
    private List<String> ids = List.of();

    ForEachWaitingJob() {
        super(Integer.MAX_VALUE);
    }

    /**
     * What is done.
     *
     * @param verb as the audit log has it
     * @param done as it is said afterwards
     */
    record Doing(RedisStore store, String verb, String done) {}

    @Mixin private Person person = new Person();

    final int forEach(
            Doing doing,
            Function<String, Optional<WaitingJob>> find,
            Function<String, WaitingJob> act) {
        ids.forEach(
                id -> attempt(() -> console().line("job " + id + " " + one(id, doing, find, act))));
        return exitCode();
    }

    private String one(
            String id,
            Doing doing,
            Function<String, Optional<WaitingJob>> find,
            Function<String, WaitingJob> act) {
        return isDryRun()
                ? find.apply(id)
                        .map(job -> "would be " + doing.done() + "; it is " + place(job))
                        .orElse("does not wait there")
                : doing.done() + "; it was " + place(noted(id, doing, find, act));
    }

    private WaitingJob noted(
            String id,
            Doing doing,
            Function<String, Optional<WaitingJob>> find,
            Function<String, WaitingJob> act) {
        return person.does(
                doing.store(),
                doing.verb(),
                id,
                find.apply(id).map(ForEachWaitingJob::place).orElse("does not wait there"),
                () -> act.apply(id),
                was -> doing.done());
    }

    private static String place(WaitingJob job) {
        return job.place().word() + " in queue " + job.queue();
    }
}
