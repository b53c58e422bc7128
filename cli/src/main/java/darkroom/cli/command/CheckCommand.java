package darkroom.cli.command;

import darkroom.cli.settings.DatabaseFlags;
import darkroom.cli.settings.Faults;
import darkroom.cli.settings.RedisFlags;
import darkroom.jobs.check.CheckJob;
import darkroom.jobs.check.RoundTrip;
import darkroom.jobs.shards.PoolLimits;
import darkroom.jobs.shards.Shards;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.client.QueueClient;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Fleet.ProcessView;
import darkroom.queue.inspect.Queues;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.reserve.ProcessState;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        description = {
            "Send a job through the whole system and back: the outbox of each database, a relay,"
                    + " Redis, a worker process that writes to every database, and the relay"
                    + " again.",
            "Exit code 1 if one is not back in time; says how far it came."
        })
final class CheckCommand extends Verb {
    private static final int CONNECTIONS = 2;
    private static final Duration DEADLINE_MIN = Duration.ofSeconds(1);

    @Mixin private RedisFlags redis = new RedisFlags();

    @Mixin private DatabaseFlags databases = new DatabaseFlags();

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "How long it may take, 1s..5m. Default: 10s")
    private String deadline = "";

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    Callable<Integer> prepare(Map<String, String> environment, Faults faults) {
        Optional<RedisAddress> address = redis.address(environment, faults);
        DatabaseFlags.Given given = databases.given(environment, faults);
        if (given.addresses().isEmpty()) {
            faults.add("--databases", "at least one", "none", "name those that the service uses");
        }
        Duration most =
                faults.duration("--deadline", deadline, DEADLINE_MIN, RoundTrip.DEADLINE_MAX);
        return () -> check(address.orElseThrow(), given, most);
    }

    private int check(RedisAddress address, DatabaseFlags.Given given, Duration most)
            throws InterruptedException {
        try (RedisStore store = RedisStore.open(address);
                Shards shards =
                        Shards.open(
                                given.addresses(),
                                given.shardCount(),
                                new QueueClient(store, InstantSource.system(), new SecureRandom()),
                                PoolLimits.ofConnections(CONNECTIONS))) {
            List<RoundTrip.Finding> findings =
                    new RoundTrip(shards, database -> {}, InstantSource.system()).run(most);
            boolean well = findings.stream().allMatch(RoundTrip.Finding::well);
            print(findings, well ? "" : fleet(store));
            return well ? 0 : 1;
        }
    }

    /** What may be the cause; asked only afterwards, so that it costs none of the deadline. */
    private static String fleet(RedisStore store) {
        try {
            List<ProcessView> processes = new Fleet(store).list();
            long serving =
                    processes.stream()
                            .filter(process -> process.state().equals(ProcessState.SERVING.word()))
                            .count();
            boolean paused = new Queues(store).paused().contains(CheckJob.KIND.queue());
            return serving
                    + " of "
                    + processes.size()
                    + " worker processes serve"
                    + (paused ? "; queue \"" + CheckJob.KIND.queue() + "\" is paused" : "");
        } catch (StoreUnavailableException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void print(List<RoundTrip.Finding> findings, String fleet) {
        boolean well = findings.stream().allMatch(RoundTrip.Finding::well);
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("well", well);
            all.put("databases", findings.stream().map(CheckCommand::fields).toList());
            if (!well) {
                all.put("fleet", fleet);
            }
            console().json(all);
            return;
        }
        for (RoundTrip.Finding finding : findings) {
            String took = finding.took().toMillis() + " ms";
            console()
                    .line(
                            finding.well()
                                    ? "well      " + finding.database() + " in " + took
                                    : "wrong     "
                                            + finding.database()
                                            + " after "
                                            + took
                                            + ": "
                                            + finding.fault());
        }
        if (!well) {
            console().line("fleet     " + fleet);
        }
    }

    private static Map<String, Object> fields(RoundTrip.Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("database", finding.database());
        fields.put("well", finding.well());
        fields.put("millis", finding.took().toMillis());
        fields.put("reached", finding.reached().name().toLowerCase(Locale.ROOT));
        fields.put("fault", finding.fault());
        return fields;
    }
}
