package darkroom.cli.command;

import darkroom.cli.service.Kinds;
import darkroom.cli.settings.Faults;
import darkroom.queue.InvalidJobException;
import darkroom.queue.client.QueueClient;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.json.JobCodec;
import darkroom.queue.redis.RedisStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "edit",
        description = {
            "Put a dead job back into its queue with other args.",
            "Those before stay with the job, with who changed them: the last five."
        },
        footer = {"", "Example: darkroom dead edit ID --args '{\"photoId\": 4711}'"})
final class DeadEdit extends DeadVerb {
    @Parameters(paramLabel = "ID", description = "Id of the job.")
    private String id = "";

    @Option(
            names = "--args",
            required = true,
            paramLabel = "JSON",
            description = "The args: an object, or an array of positional args.")
    private String args = "";

    @Option(
            names = "--jobs",
            paramLabel = "JAR",
            description = "A jar whose kinds are known too; may be given again.")
    private List<Path> jars = List.of();

    @Mixin private Person person = new Person();

    @Option(names = "--dry-run", description = "Check the args, and change nothing.")
    private boolean dryRun;

    @Override
    Work work(Faults faults) {
        return (store, archive) -> {
            DeadJobs jobs = new DeadJobs(store, archive);
            Optional<String> kind = jobs.find(id).map(view -> view.job().kind());
            boolean known = kind.map(name -> fits(store, name)).orElse(true);
            if (!known) {
                console()
                        .note(
                                "its kind is not known here: the args may not fit; --jobs names jars");
            }
            if (dryRun) {
                console()
                        .line(
                                "job "
                                        + id
                                        + (kind.isPresent() ? " would be" : " is not dead to be")
                                        + " retried with these args");
                return kind.isPresent() ? 0 : 1;
            }
            person.does(
                    store,
                    "dead edit",
                    id,
                    kind.isPresent() ? "dead" : "not dead",
                    () -> {
                        jobs.edit(id, args, person.name());
                        return "ready with other args";
                    });
            console().line("job " + id + " retried with other args");
            return 0;
        };
    }

    /** Whether its kind is known; throws if it is and the args do not fit. */
    private boolean fits(RedisStore store, String kind) {
        QueueClient client = new QueueClient(store, InstantSource.system(), new SecureRandom());
        try {
            JobCodec.jobFromText(Kinds.with(jars, client).find(kind), args);
            return true;
        } catch (InvalidJobException e) {
            throw e;
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }
}
