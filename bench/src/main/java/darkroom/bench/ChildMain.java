package darkroom.bench;

import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.workers.WorkerProcess;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** The main class of a JVM that is one worker process of a load. Its jobs do nothing. */
final class ChildMain {
    /** The variable with the address. */
    static final String REDIS = "DARKROOM_REDIS";

    /** The variable with the namespace. */
    static final String NAMESPACE = "DARKROOM_NAMESPACE";

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private ChildMain() {}

    /** Takes its name in the fleet and how many threads it has; runs until SIGTERM. */
    public static void main(String[] args) throws InterruptedException {
        Map<String, String> environment = System.getenv();
        RedisAddress address =
                new RedisAddress(
                        URI.create(environment.getOrDefault(REDIS, "")),
                        environment.getOrDefault(NAMESPACE, ""),
                        TIMEOUT);
        HandlerRegistry handlers =
                HandlerRegistry.builder()
                        .add(Noop.KIND, (noop, context) -> Outcome.completed())
                        .build();
        try (RedisStore store = RedisStore.open(address);
                WorkerProcess process =
                        WorkerProcess.start(
                                store, handlers, Crew.config(args[0], Integer.parseInt(args[1])))) {
            Runtime.getRuntime().addShutdownHook(new Thread(process::close, "darkroom-stop"));
            process.awaitStopped(LONGEST);
        }
    }
}
