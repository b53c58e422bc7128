package darkroom.bench;

import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.workers.WorkerProcess;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The main class of a JVM with worker processes of a load. Their jobs do nothing, or last. */
final class ChildMain {
    /** The variable with the address. */
    static final String REDIS = "DARKROOM_REDIS";

    /** The variable with the namespace. */
    static final String NAMESPACE = "DARKROOM_NAMESPACE";

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private ChildMain() {}

    /**
     * Takes a name in the fleet, how many threads a process has, how many processes there are to
     * be, and the queue that they serve; runs until SIGTERM.
     */
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
                        .add(Lasting.KIND, Lasting::last)
                        .build();
        int threads = Integer.parseInt(args[1]);
        int count = Integer.parseInt(args[2]);
        List<WorkerProcess> processes = new ArrayList<>();
        try (RedisStore store = RedisStore.open(address)) {
            for (int i = 0; i < count; i++) {
                String name = count == 1 ? args[0] : args[0] + "-" + i;
                processes.add(
                        WorkerProcess.start(store, handlers, Crew.config(name, threads, args[3])));
            }
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> processes.parallelStream().forEach(WorkerProcess::close),
                                    "darkroom-stop"));
            for (WorkerProcess process : processes) {
                process.awaitStopped(LONGEST);
            }
        } finally {
            processes.forEach(WorkerProcess::close);
        }
    }
}
