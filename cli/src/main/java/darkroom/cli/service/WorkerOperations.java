package darkroom.cli.service;

import com.codahale.metrics.MetricRegistry;
import darkroom.web.OperationsServer;
import darkroom.web.WebConfig;
import darkroom.web.WebServices;
import darkroom.web.health.Probes;
import darkroom.web.health.ReadinessCheck;
import darkroom.web.metrics.Exposition;
import darkroom.web.metrics.JvmSource;
import darkroom.web.metrics.MetricSource;
import darkroom.web.metrics.RedisSource;
import darkroom.web.metrics.RelaySource;
import darkroom.workers.WorkerProcess;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a worker process shows to who watches over it. It is there before the process has joined the
 * fleet and until it has left.
 */
public final class WorkerOperations implements AutoCloseable {
    /** A fetcher that has not gone round for so long hangs: its calls and waits are shorter. */
    private static final Duration ROUND_MAX = Duration.ofSeconds(30);

    private final @Nullable OperationsServer server;
    private volatile List<MetricSource> outside = List.of();
    private volatile @Nullable WorkerProcess process;

    private WorkerOperations(Backend backend, Optional<WebConfig> config) {
        server = config.map(at -> start(backend, at)).orElse(null);
    }

    /**
     * Starts to serve, if there is anywhere to.
     *
     * @param config where to listen; nowhere, if there is none
     * @throws darkroom.web.CannotListenException if the address cannot be bound
     */
    public static WorkerOperations of(Backend backend, Optional<WebConfig> config) {
        return new WorkerOperations(backend, config);
    }

    /** Where it listens, if it does. */
    public Optional<URI> uri() {
        return Optional.ofNullable(server).map(OperationsServer::uri);
    }

    /** From now on it tells of this process, and of what its handlers have to do with. */
    public void tellsOf(WorkerProcess started, WorkerHandlers handlers) {
        outside = handlers.sources();
        process = started;
    }

    private void write(Exposition text) {
        WorkerProcess running = process;
        if (running != null) {
            WorkerText.write(text, running.figures());
        }
        outside.forEach(source -> source.write(text));
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }

    private OperationsServer start(Backend backend, WebConfig config) {
        List<ReadinessCheck> checks = new ArrayList<>(Checks.of(backend));
        checks.add(new ReadinessCheck("serving", "this process", this::checkServes));
        return OperationsServer.start(
                config,
                new WebServices.Operations(
                        Probes.of(checks).withLiveness(this::hangs),
                        new MetricRegistry(),
                        List.of(
                                this::write,
                                new RelaySource(backend.resent()),
                                new RedisSource(backend.store()),
                                new JvmSource())),
                new SecureRandom());
    }

    private String hangs() {
        WorkerProcess running = process;
        if (running == null || running.sinceProgress().compareTo(ROUND_MAX) <= 0) {
            return "";
        }
        return "expected the fetcher to go round within "
                + ROUND_MAX
                + ", found it still for "
                + running.sinceProgress()
                + "; restart this process";
    }

    private void checkServes() {
        WorkerProcess running = process;
        String fault =
                running == null ? "it waits for its databases" : running.notServing().orElse("");
        if (!fault.isEmpty()) {
            throw new IllegalStateException(fault);
        }
    }
}
