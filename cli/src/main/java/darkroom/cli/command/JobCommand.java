package darkroom.cli.command;

import darkroom.cli.service.Kinds;
import darkroom.cli.settings.BadUsageException;
import darkroom.cli.settings.RedisFlags;
import darkroom.queue.Job;
import darkroom.queue.JobKind;
import darkroom.queue.client.Enqueued;
import darkroom.queue.client.QueueClient;
import darkroom.queue.json.JobCodec;
import darkroom.queue.redis.RedisStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "job",
        description = "Enqueue a job by hand.",
        subcommands = JobCommand.Enqueue.class)
final class JobCommand extends Group {
    @Command(
            name = "enqueue",
            description = {
                "Enqueue one job.",
                "Its kind must be known and its args must fit; otherwise nothing is written."
            },
            footer = {"", "Example: darkroom job enqueue thumbnail '{\"photoId\": 4711}'"})
    static final class Enqueue extends Verb {
        @Mixin private RedisFlags redis = new RedisFlags();

        @Parameters(index = "0", paramLabel = "KIND", description = "Name of the kind.")
        private String kind = "";

        @Parameters(
                index = "1",
                paramLabel = "ARGS",
                description = "Args in JSON: an object, or an array of positional args.")
        private String args = "";

        @Option(names = "--queue", paramLabel = "NAME", description = "Another queue than its kind's.")
        private List<String> queue = List.of();

        @Option(
                names = "--delay",
                paramLabel = "SECONDS",
                defaultValue = "0",
                description = "How long until it is due. Default: 0")
        private long delaySeconds;

        @Option(
                names = "--unique-key",
                paramLabel = "KEY",
                description = "Enqueue only if no live job has this key.")
        private List<String> uniqueKey = List.of();

        @Option(
                names = "--jobs",
                paramLabel = "JAR",
                description = "A jar whose kinds are known too; may be given again.")
        private List<Path> jars = List.of();

        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        @Override
        public Integer call() {
            try (RedisStore store = RedisStore.open(redis.address())) {
                QueueClient client =
                        new QueueClient(store, InstantSource.system(), new SecureRandom());
                JobKind<?> known = Kinds.find(kind, jars, client);
                Enqueued enqueued = client.enqueue(job(known));
                if (json) {
                    console().json(Map.of("id", enqueued.id(), "fresh", enqueued.fresh()));
                } else if (enqueued.fresh()) {
                    console().line("job " + enqueued.id() + " enqueued");
                } else {
                    console()
                            .line(
                                    "not enqueued: live job "
                                            + enqueued.id()
                                            + " has the same unique key");
                }
                return 0;
            }
        }

        private <A> Job<A> job(JobKind<A> known) {
            if (delaySeconds < 0) {
                throw new BadUsageException(
                        List.of("--delay: expected 0 or more seconds, found " + delaySeconds));
            }
            Job<A> job =
                    JobCodec.jobFromText(known, args).delayedBy(Duration.ofSeconds(delaySeconds));
            for (String name : queue) {
                job = job.onQueue(name);
            }
            for (String key : uniqueKey) {
                job = job.uniqueBy(key);
            }
            return job;
        }
    }
}
