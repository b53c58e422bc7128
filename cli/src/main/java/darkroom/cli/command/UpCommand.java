package darkroom.cli.command;

import darkroom.cli.output.Progress;
import darkroom.cli.service.Backend;
import darkroom.cli.service.ChildWorker;
import darkroom.cli.service.DashboardService;
import darkroom.cli.service.LocalServers;
import darkroom.cli.service.Stopping;
import darkroom.cli.service.WebService;
import darkroom.cli.settings.Faults;
import darkroom.cli.settings.ServiceSettings;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.queue.inspect.Fleet;
import darkroom.web.WebConfig;
import darkroom.workers.WorkerConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = {
            "Run the whole service on servers that start by themselves, until it is stopped.",
            "Everything listens on loopback, and everything is gone afterwards."
        })
final class UpCommand extends Verb {
    private static final Duration WORKER_STOP_MAX = Duration.ofSeconds(10);
    private static final Duration READY_MAX = Duration.ofSeconds(60);
    private static final Duration RESTART_PAUSE = Duration.ofMillis(200);

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Port of the web tier. Default: any that is free")
    private String port = "";

    @Option(
            names = "--dashboard-port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Port of the dashboard. Default: any that is free")
    private String dashboardPort = "";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "50",
            description = "Threads of the worker process. Default: 50")
    private String threads = "";

    @Option(
            names = "--json",
            description = "Print one line of JSON with the addresses when all is ready.")
    private boolean json;

    @Override
    Callable<Integer> prepare(Map<String, String> environment, Faults faults) {
        int checkedPort = faults.number("--port", port, 0, WebConfig.PORT_MAX);
        int checkedDashboardPort =
                faults.number("--dashboard-port", dashboardPort, 0, WebConfig.PORT_MAX);
        int checkedThreads = faults.number("--threads", threads, 0, WorkerConfig.THREADS_MAX);
        Listening listening =
                new Listening(
                        new WebConfig(WebConfig.LOOPBACK, checkedPort),
                        new WebConfig(WebConfig.LOOPBACK, checkedDashboardPort));
        return () -> run(listening, checkedThreads);
    }

    private record Listening(WebConfig web, WebConfig dashboard) {}

    private int run(Listening listening, int workerThreads) throws InterruptedException {
        Progress progress = Progress.on(console());
        progress.show("servers", "starting Redis, PostgreSQL, APNs and X");
        Stopping stopping = Stopping.onSignal();
        try (LocalServers servers = stopping.closes(LocalServers.start());
                Backend backend = stopping.closes(Backend.open(servers.settings()))) {
            backend.migrate((done, total) -> progress.show("shards", done + " of " + total));
            WebConfig here = listening.web().withUploads(servers.folder().path());
            try (WebService web = stopping.closes(WebService.start(backend, here));
                    DashboardService dashboard =
                            stopping.closes(
                                    DashboardService.start(
                                            listening.dashboard(),
                                            backend.store(),
                                            backend.besideRedis(),
                                            Set.of()));
                    Supervised worker = stopping.closes(new Supervised(servers, workerThreads))) {
                awaitWorker(backend, worker);
                announce(servers.settings(), web, dashboard);
                stopping.serve(
                        () -> {
                            while (!stopping.await(RESTART_PAUSE)) {
                                worker.restartIfDead();
                            }
                        });
                return 0;
            }
        }
    }

    private void awaitWorker(Backend backend, Supervised worker) throws InterruptedException {
        long deadline = System.nanoTime() + READY_MAX.toNanos();
        Fleet fleet = new Fleet(backend.store());
        while (fleet.list().stream().noneMatch(process -> process.state().equals("serving"))) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "cannot bring the service up: expected a worker process in the fleet"
                                + " within "
                                + READY_MAX
                                + ", found none; its log ends: "
                                + worker.logTail());
            }
            Thread.sleep(50);
        }
    }

    private void announce(ServiceSettings settings, WebService web, DashboardService dashboard) {
        Map<String, Object> addresses = new LinkedHashMap<>();
        addresses.put("web", web.uri().toString());
        addresses.put("dashboard", dashboard.uri().toString());
        addresses.put("redis", settings.redis().uri().toString());
        addresses.put(
                "databases", settings.databases().stream().map(DatabaseAddress::jdbcUrl).toList());
        settings.outside()
                .apns()
                .ifPresent(apns -> addresses.put("apns", apns.host() + ":" + apns.port()));
        settings.outside().x().ifPresent(x -> addresses.put("x", x.uri().toString()));
        addresses.put("photos", settings.photos().toString());
        dashboard.invitation().ifPresent(console()::note);
        console().note("for other verbs, in another terminal:");
        variables(settings)
                .forEach((name, value) -> console().note("  export " + name + "='" + value + "'"));
        if (json) {
            console().json(addresses);
            return;
        }
        addresses.forEach((name, address) -> console().line(name + "\t" + address));
        console().note("darkroom is up; Ctrl-C ends everything");
    }

    /** What the other verbs need to know, as they take it from their environment. */
    private static Map<String, String> variables(ServiceSettings settings) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("DARKROOM_REDIS", settings.redis().uri().toString());
        variables.put(
                "DARKROOM_DATABASES",
                settings.databases().stream()
                        .map(DatabaseAddress::jdbcUrl)
                        .collect(Collectors.joining(" ")));
        variables.put("DARKROOM_PHOTOS", settings.photos().toString());
        return variables;
    }

    /** A worker process that is started again when it has ended by itself. */
    private static final class Supervised implements AutoCloseable {
        private final LocalServers servers;
        private final int threads;
        private ChildWorker worker;
        private int number = 1;
        private boolean closed;

        Supervised(LocalServers servers, int threads) {
            this.servers = servers;
            this.threads = threads;
            this.worker = ChildWorker.start(servers, "worker-1", threads);
        }

        synchronized void restartIfDead() {
            if (!closed && !worker.isAlive()) {
                number++;
                worker = ChildWorker.start(servers, "worker-" + number, threads);
            }
        }

        synchronized String logTail() {
            return worker.logTail();
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                worker.stop(WORKER_STOP_MAX);
                worker.close();
            }
        }
    }
}
