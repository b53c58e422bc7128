package darkroom.cli.command;

import darkroom.cli.service.Backend;
import darkroom.cli.service.Stopping;
import darkroom.cli.service.WorkerHandlers;
import darkroom.cli.service.WorkerOperations;
import darkroom.cli.settings.Faults;
import darkroom.cli.settings.ServiceFlags;
import darkroom.cli.settings.ServiceSettings;
import darkroom.queue.handler.Application;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.maintenance.Reaper.Lease;
import darkroom.web.WebConfig;
import darkroom.workers.JarModules;
import darkroom.workers.WorkerConfig;
import darkroom.workers.WorkerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "worker",
        description = {
            "Run one worker process until it is stopped.",
            "SIGTERM, Ctrl-C and \"darkroom fleet stop\" drain: jobs in hand are finished, or given"
                    + " back when --drain has passed.",
            "With too many threads that a handler does not give back, or out of memory, it drains"
                    + " by itself and ends with code 75: start another."
        })
final class WorkerCommand extends Verb {
    private static final Duration FOREVER = Duration.ofDays(3650);
    private static final int DEAD_BUDGET_MIB_MAX = 1024 * 1024;
    private static final Duration DRAIN_MAX = Duration.ofHours(1);
    private static final Duration STUCK_MAX = Duration.ofHours(1);
    private static final Duration UNKNOWN_KIND_MAX = Duration.ofDays(7);

    /** EX_TEMPFAIL of sysexits(3): try again. */
    private static final int WORN_OUT = 75;

    @Mixin private ServiceFlags service = new ServiceFlags();

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "50",
            description =
                    "How many jobs run at once, 0..2000, unless the fleet is scaled. Default: 50")
    private String threads = "";

    @Option(
            names = "--queues",
            paramLabel = "NAMES",
            split = ",",
            description = "Queues to serve. Default: those of all kinds this process can do")
    private List<String> queues = List.of();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What it is called in the fleet. Default: worker-PID")
    private String name = "worker-" + ProcessHandle.current().pid();

    @Option(
            names = "--jobs",
            paramLabel = "JAR",
            description =
                    "A jar with handlers of others, found by ServiceLoader; may be given again.")
    private List<Path> jars = List.of();

    @Option(
            names = "--build",
            paramLabel = "NAME",
            description = "Which build this is, as failures show it: 1..40 of A-Z a-z 0-9 . _ + -")
    private String build = "";

    @Option(
            names = "--own-packages",
            paramLabel = "NAMES",
            split = ",",
            defaultValue = "darkroom.jobs",
            description = {
                "Packages of the application's own code: failures are told apart by the first"
                        + " frame in them, or in that of the handler.",
                "Default: darkroom.jobs"
            })
    private List<String> ownPackages = List.of();

    @Option(
            names = "--drain",
            paramLabel = "DURATION",
            defaultValue = "25s",
            description = "How long a stop waits for jobs in hand, 0s..1h. Default: 25s")
    private String drain = "";

    @Option(
            names = "--unknown-kind",
            paramLabel = "DURATION",
            defaultValue = "10m",
            description = {
                "How long a job of a kind that no process knows waits for one that does, before it"
                        + " is dead, 0s..7d.",
                "Default: 10m"
            })
    private String unknownKind = "";

    @Option(
            names = "--stuck",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = {
                "How long a handler may run on after its timeout, 0s..1h, before its attempt has"
                        + " failed and another thread takes the place of its own.",
                "Default: 10s"
            })
    private String stuck = "";

    @Option(
            names = "--dead-budget",
            paramLabel = "MIB",
            defaultValue = "64",
            description = {
                "Bodies of dead jobs beyond this are kept in the first database only, 0..1048576.",
                "The same for all processes of a fleet. Default: 64"
            })
    private String deadBudget = "";

    private long deadBudgetBytes;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            defaultValue = WebConfig.LOOPBACK,
            description = "Name or address for --port. Default: 127.0.0.1, this machine only")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "N",
            description = {
                "Port of /health, /ready and /metrics, 0 for any that is free.",
                "Default: none is opened"
            })
    private @Nullable String port;

    @Option(
            names = "--json",
            description = "Print one line of JSON with the address of --port once it listens.")
    private boolean json;

    private volatile boolean wornOut;

    /** What runs here, and how. */
    private record Served(WorkerConfig config, Application application, JarModules modules) {}

    @Override
    Callable<Integer> prepare(Map<String, String> environment, Faults faults) {
        Optional<ServiceSettings> settings = service.settings(environment, faults);
        int most = faults.number("--threads", threads, 0, WorkerConfig.THREADS_MAX);
        WorkerConfig.Patience patience = patience(faults);
        deadBudgetBytes =
                (long) faults.number("--dead-budget", deadBudget, 0, DEAD_BUDGET_MIB_MAX) << 20;
        Optional<WorkerConfig> config =
                faults.check(
                        "worker",
                        () ->
                                new WorkerConfig(
                                        name,
                                        most,
                                        queues.isEmpty() ? List.of("default") : queues,
                                        Lease.DEFAULT,
                                        patience));
        Optional<WebConfig> watched = watched(faults);
        Optional<Application> application =
                faults.check("worker", () -> new Application(build, ownPackages));
        Optional<JarModules> modules = faults.check("--jobs", () -> JarModules.load(jars));
        return () ->
                run(
                        settings.orElseThrow(),
                        new Served(
                                config.orElseThrow(),
                                application.orElseThrow(),
                                modules.orElseThrow()),
                        watched);
    }

    private WorkerConfig.Patience patience(Faults faults) {
        return new WorkerConfig.Patience(
                faults.duration("--drain", drain, Duration.ZERO, DRAIN_MAX),
                faults.duration("--unknown-kind", unknownKind, Duration.ZERO, UNKNOWN_KIND_MAX),
                WorkerConfig.Patience.DEFAULT.poll(),
                faults.duration("--stuck", stuck, Duration.ZERO, STUCK_MAX));
    }

    private Optional<WebConfig> watched(Faults faults) {
        String given = port;
        if (given == null) {
            return Optional.empty();
        }
        int checkedPort = faults.number("--port", given, 0, WebConfig.PORT_MAX);
        return faults.check("--host", () -> new WebConfig(host, checkedPort));
    }

    @SuppressWarnings("try") // the modules are there to be closed
    private int run(ServiceSettings settings, Served served, Optional<WebConfig> watched)
            throws IOException, InterruptedException {
        Stopping stopping = Stopping.onSignal();
        try (Backend backend = Backend.forWorkers(settings, served.config().threads());
                WorkerOperations operations = WorkerOperations.of(backend, watched);
                JarModules modules = served.modules()) {
            announce(operations);
            stopping.serve(() -> serve(backend, served, operations, stopping));
            return wornOut ? WORN_OUT : 0;
        }
    }

    private void announce(WorkerOperations operations) {
        operations.uri().ifPresent(uri -> console().note("worker " + name + " listens on " + uri));
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", name);
            operations.uri().ifPresent(uri -> fields.put("http", uri.toString()));
            console().json(fields);
        }
    }

    @SuppressWarnings("try") // the handlers are there to be closed after the process
    private void serve(
            Backend backend, Served served, WorkerOperations operations, Stopping stopping)
            throws InterruptedException {
        HandlerRegistry.Builder registry = HandlerRegistry.builder().of(served.application());
        WorkerConfig config = served.config();
        try (WorkerHandlers ours = WorkerHandlers.addTo(registry, backend, config.threads())) {
            served.modules()
                    .modules()
                    .forEach(module -> module.register(registry, backend.queue()));
            HandlerRegistry handlers = registry.build();
            WorkerConfig serving = queues.isEmpty() ? onQueuesOf(handlers, config) : config;
            // No job is reserved before the databases are there: it would only use up attempts.
            backend.migrate((done, total) -> {});
            backend.startRelays();
            backend.startArchivist(handlers, deadBudgetBytes);
            WorkerProcess process =
                    stopping.closes(
                            WorkerProcess.start(
                                    backend.store(), handlers, serving, backend.archive()));
            operations.tellsOf(process, ours);
            console().note("worker " + name + " serves " + String.join(", ", serving.queues()));
            while (!process.awaitStopped(FOREVER)) {
                console().note("worker " + name + " goes on");
            }
            wornOut = process.isWornOut();
        }
    }

    private static WorkerConfig onQueuesOf(HandlerRegistry handlers, WorkerConfig config) {
        TreeSet<String> names = new TreeSet<>(config.queues());
        handlers.entries().forEach(entry -> names.add(entry.kind().queue()));
        return new WorkerConfig(
                config.name(),
                config.threads(),
                List.copyOf(names),
                config.lease(),
                config.patience());
    }
}
