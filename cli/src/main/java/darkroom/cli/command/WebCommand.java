package darkroom.cli.command;

import darkroom.cli.service.Backend;
import darkroom.cli.service.Draining;
import darkroom.cli.service.Stopping;
import darkroom.cli.service.WebService;
import darkroom.cli.settings.Faults;
import darkroom.cli.settings.ServiceFlags;
import darkroom.cli.settings.ServiceSettings;
import darkroom.web.WebConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "web",
        description = {
            "Run one process of the web tier until it is stopped.",
            "Databases that are away are waited for; /ready says what is missing."
        })
final class WebCommand extends Verb {
    private static final Duration DRAIN_MAX = Duration.ofMinutes(5);

    @Mixin private ServiceFlags service = new ServiceFlags();

    @Option(
            names = "--host",
            paramLabel = "NAME",
            defaultValue = WebConfig.LOOPBACK,
            description = "Name or address to listen on. Default: 127.0.0.1, this machine only")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port to listen on, 0 for any that is free. Default: 8080")
    private String port = "";

    @Option(
            names = "--drain",
            paramLabel = "DURATION",
            defaultValue = "0s",
            description =
                    "How long a stop goes on serving while /ready says no, 0s..5m, so that whoever"
                            + " asks it sends nobody any more. Default: 0s")
    private String drain = "";

    @Override
    Callable<Integer> prepare(Map<String, String> environment, Faults faults) {
        Optional<ServiceSettings> settings = service.settings(environment, faults);
        int checkedPort = faults.number("--port", port, 0, WebConfig.PORT_MAX);
        Optional<WebConfig> config = faults.check("--host", () -> new WebConfig(host, checkedPort));
        Duration draining = faults.duration("--drain", drain, Duration.ZERO, DRAIN_MAX);
        return () -> serve(settings.orElseThrow(), config.orElseThrow(), draining);
    }

    private int serve(ServiceSettings settings, WebConfig config, Duration draining)
            throws InterruptedException {
        Stopping stopping = Stopping.onSignal();
        try (Backend backend = stopping.closes(Backend.open(settings));
                WebService web = stopping.closes(WebService.start(backend, config))) {
            stopping.closes(new Draining(web, draining));
            console().note("web listens on " + web.uri());
            stopping.serve(
                    () -> {
                        backend.migrate((done, total) -> {});
                        stopping.await();
                    });
            return 0;
        }
    }
}
