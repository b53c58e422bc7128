package darkroom.bench.compare;

import darkroom.embedded.RedisOptions;
import darkroom.embedded.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where one contestant at a time runs, on a fresh Redis. */
final class Ring implements AutoCloseable {
    private static final Duration PLACING_MAX = Duration.ofSeconds(10);

    private final Programs programs = new Programs();
    private final Cores cores;
    private final @Nullable Path redisServer;

    /** With this {@code redis-server} instead of the embedded one, if one is given. */
    Ring(Cores cores, Optional<Path> redisServer) {
        this.cores = cores;
        this.redisServer = redisServer.orElse(null);
    }

    /**
     * Runs it once.
     *
     * @throws MissingException if it is not installed
     * @throws ContestantFailedException if it gave no figures within the time
     */
    Output run(Contestant contestant, Duration most) throws InterruptedException {
        Contestant.Ground ground = contestant.ground();
        try (RedisServer redis = start(ground)) {
            List<String> placing = cores.placing(redis.pid(), ground.placement());
            if (!placing.isEmpty()) {
                programs.run(placing, PLACING_MAX);
            }
            List<String> command = contestant.commandAt(redis.uri().toString());
            return Output.parse(programs.run(cores.placed(command, ground.placement()), most));
        }
    }

    /** Such as {@code 7.0.15 (embedded)}. */
    String redis() {
        try (RedisServer redis = start(Contestant.Ground.USUAL)) {
            return redis.version() + (redisServer != null ? " (given)" : " (embedded)");
        }
    }

    private RedisServer start(Contestant.Ground ground) {
        RedisOptions options = RedisOptions.defaults().withDurability(ground.durability());
        return redisServer != null
                ? RedisServer.start(options, redisServer)
                : RedisServer.start(options);
    }

    @Override
    public void close() {
        programs.close();
    }
}
