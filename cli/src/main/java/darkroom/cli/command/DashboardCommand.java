package darkroom.cli.command;

import darkroom.cli.service.ArchiveAccess;
import darkroom.cli.service.DashboardService;
import darkroom.cli.service.Stopping;
import darkroom.cli.settings.DatabaseFlags;
import darkroom.cli.settings.Faults;
import darkroom.cli.settings.RedisFlags;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.web.WebConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "dashboard",
        description = {
            "Run the operators' dashboard of a fleet until it is stopped.",
            "While there are no operators it prints a link that makes the first one, once."
        })
final class DashboardCommand extends Verb {
    @Mixin private RedisFlags redis = new RedisFlags();

    @Mixin private DatabaseFlags databases = new DatabaseFlags();

    @Option(
            names = "--host",
            paramLabel = "NAME",
            defaultValue = WebConfig.LOOPBACK,
            description = {
                "Name or address to listen on. Default: 127.0.0.1, this machine only.",
                "Another one is refused while there are no operators; put TLS before it"
            })
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8090",
            description = "Port to listen on, 0 for any that is free. Default: 8090")
    private String port = "";

    @Option(
            names = "--mask-kind",
            paramLabel = "KIND",
            description = "A kind whose args nobody sees; may be given again.")
    private List<String> maskedKinds = List.of();

    @Override
    Callable<Integer> prepare(Map<String, String> environment, Faults faults) {
        Optional<RedisAddress> address = redis.address(environment, faults);
        DatabaseFlags.Given given = databases.given(environment, faults);
        int checkedPort = faults.number("--port", port, 0, WebConfig.PORT_MAX);
        Optional<WebConfig> config = faults.check("--host", () -> new WebConfig(host, checkedPort));
        return () -> serve(address.orElseThrow(), given, config.orElseThrow());
    }

    private int serve(RedisAddress address, DatabaseFlags.Given given, WebConfig config)
            throws InterruptedException {
        Stopping stopping = Stopping.onSignal();
        try (RedisStore store = stopping.closes(RedisStore.open(address));
                ArchiveAccess archive = stopping.closes(new ArchiveAccess(given, store));
                DashboardService dashboard =
                        stopping.closes(
                                DashboardService.start(
                                        config,
                                        store,
                                        archive.besideRedis(),
                                        Set.copyOf(maskedKinds)))) {
            console().note("dashboard listens on " + dashboard.uri());
            dashboard.invitation().ifPresent(console()::note);
            stopping.serve(stopping::await);
            return 0;
        }
    }
}
