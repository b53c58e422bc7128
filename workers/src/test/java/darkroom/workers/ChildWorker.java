package darkroom.workers;

import darkroom.queue.handler.Outcome;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The main class of a JVM that is one worker process. Its jobs never end: those of even number have
 * had their effect by then, the others have not.
 */
final class ChildWorker {
    private ChildWorker() {}

    static Process start(RedisAddress address, int threads) throws java.io.IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildWorker.class.getName(),
                        address.uri().toString(),
                        address.namespace(),
                        Integer.toString(threads))
                .redirectError(Redirect.INHERIT)
                .redirectOutput(Redirect.INHERIT)
                .start();
    }

    public static void main(String[] args) throws InterruptedException {
        RedisAddress address =
                new RedisAddress(URI.create(args[0]), args[1], Duration.ofSeconds(5));
        int threads = Integer.parseInt(args[2]);
        RedisStore effects = RedisStore.open(address);
        try (RedisStore store = RedisStore.open(address);
                WorkerProcess process =
                        WorkerProcess.start(
                                store,
                                TestFleet.handling(
                                        (note, context) -> {
                                            if (note.number() % 2 == 0) {
                                                effects.addMember(
                                                        effectsKey(address), context.jobId());
                                            }
                                            effects.addMember(startedKey(address), context.jobId());
                                            new CountDownLatch(1).await();
                                            return Outcome.completed();
                                        }),
                                new WorkerConfig(
                                        "child",
                                        threads,
                                        List.of("note"),
                                        TestFleet.LEASE,
                                        WorkerConfig.Patience.DEFAULT))) {
            process.awaitStopped(Duration.ofMinutes(2));
        }
    }

    static String effectsKey(RedisAddress address) {
        return address.namespace() + ":effects";
    }

    static String startedKey(RedisAddress address) {
        return address.namespace() + ":started";
    }
}
