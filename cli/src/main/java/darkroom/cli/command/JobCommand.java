package darkroom.cli.command;

import darkroom.cli.service.Kinds;
import darkroom.cli.settings.Faults;
import darkroom.cli.settings.RedisFlags;
import darkroom.queue.Job;
import darkroom.queue.JobKind;
import darkroom.queue.Limits;
import darkroom.queue.QueueName;
import darkroom.queue.client.Enqueued;
import darkroom.queue.client.QueueClient;
import darkroom.queue.inspect.WaitingJobs;
import darkroom.queue.json.JobCodec;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "job",
        description = "Enqueue a job by hand, look for one, or cancel one.",
        subcommands = {JobCommand.Enqueue.class, JobShow.class, JobCommand.Cancel.class})
final class JobCommand extends Group {
    @Command(
            name = "cancel",
            description = {
                "Delete jobs that have not begun, for good: ready, scheduled or retrying.",
                "One that runs goes on. Looks through all that wait, which takes a while where"
                        + " millions do; \"darkroom scheduled cancel\" looks at the schedule only."
            })
    static final class Cancel extends ForEachWaitingJob {
        @Override
        Work work(Faults faults) {
            return store -> {
                WaitingJobs jobs = new WaitingJobs(store);
                return forEach(
                        new Doing(store, "job cancel", "cancelled"), jobs::find, jobs::cancel);
            };
        }
    }

    @Command(
            name = "enqueue",
            description = {
                "Enqueue one job.",
                "Its kind must be known and its args must fit; otherwise nothing is written."
            },
            footer = {"", "Example: darkroom job enqueue thumbnail '{\"photoId\": 4711}'"})
    static final class Enqueue extends Verb {
        private static final RedisAddress NOWHERE = RedisAddress.of("redis://127.0.0.1:1");

        @Mixin private RedisFlags redis = new RedisFlags();

        @Parameters(index = "0", paramLabel = "KIND", description = "Name of the kind.")
        private String kind = "";

        @Parameters(
                index = "1",
                paramLabel = "ARGS",
                description = "Args in JSON: an object, or an array of positional args.")
        private String args = "";

        @Option(
                names = "--queue",
                paramLabel = "NAME",
                description = "Another queue than its kind's.")
        private @Nullable String queue;

        @Option(
                names = "--delay",
                paramLabel = "DURATION",
                defaultValue = "0s",
                description = "How long until it is due, 0s..366d. Default: 0s")
        private String delay = "";

        @Option(
                names = "--unique-key",
                paramLabel = "KEY",
                description = "Enqueue only if no live job has this key.")
        private @Nullable String uniqueKey;

        @Option(
                names = "--jobs",
                paramLabel = "JAR",
                description = "A jar whose kinds are known too; may be given again.")
        private List<Path> jars = List.of();

        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        @Mixin private Person person = new Person();

        @Override
        Callable<Integer> prepare(Map<String, String> environment, Faults faults) {
            Optional<RedisAddress> address = redis.address(environment, faults);
            Duration wait = faults.duration("--delay", delay, Duration.ZERO, Limits.DELAY_MAX);
            String otherQueue = queue;
            String key = uniqueKey;
            if (otherQueue != null) {
                faults.check("--queue", () -> QueueName.check(otherQueue));
            }
            if (key != null) {
                faults.check("--unique-key", () -> Job.checkUniqueKey(key));
            }
            // The store opens no connection here: only the modules of the jars want to see one.
            try (RedisStore store = RedisStore.open(address.orElse(NOWHERE))) {
                QueueClient client = client(store);
                Optional<QueueClient.Stored> job =
                        faults.check("--jobs", () -> Kinds.with(jars, client))
                                .flatMap(kinds -> faults.check("KIND", () -> kinds.find(kind)))
                                .flatMap(
                                        known ->
                                                faults.check(
                                                        "ARGS",
                                                        () ->
                                                                client.encode(
                                                                        job(known, wait),
                                                                        Optional.empty())));
                return () -> enqueue(address.orElseThrow(), job.orElseThrow());
            }
        }

        private int enqueue(RedisAddress address, QueueClient.Stored job) {
            try (RedisStore store = RedisStore.open(address)) {
                Enqueued enqueued = noted(store, job);
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

        private Enqueued noted(RedisStore store, QueueClient.Stored job) {
            return person.does(
                    store,
                    "job enqueue",
                    job.id(),
                    "kind " + kind + ", queue " + job.queue(),
                    () -> client(store).enqueueStored(List.of(job)).get(0),
                    enqueued -> enqueued.fresh() ? "enqueued" : "not enqueued");
        }

        // A queue or key that is at fault has been noted.
        private <A> Job<A> job(JobKind<A> known, Duration wait) {
            Job<A> job = JobCodec.jobFromText(known, args).delayedBy(wait);
            if (queue != null && QueueName.isValid(queue)) {
                job = job.onQueue(queue);
            }
            if (uniqueKey != null && Job.isUniqueKey(uniqueKey)) {
                job = job.uniqueBy(uniqueKey);
            }
            return job;
        }

        private static QueueClient client(RedisStore store) {
            return new QueueClient(store, InstantSource.system(), new SecureRandom());
        }
    }
}
