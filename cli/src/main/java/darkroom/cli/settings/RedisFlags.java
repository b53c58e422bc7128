package darkroom.cli.settings;

import darkroom.queue.redis.RedisAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the queue is: flags that nearly every verb has. */
public final class RedisFlags {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Option(
            names = "--redis",
            paramLabel = "URL",
            defaultValue = "${env:DARKROOM_REDIS:-redis://127.0.0.1:6379}",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = {
                "Redis of the queue: redis://[user:password@]host:port[/database], rediss:// for TLS.",
                "Environment: DARKROOM_REDIS. Default: redis://127.0.0.1:6379"
            })
    private String redis = "";

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "${env:DARKROOM_NAMESPACE:-resque}",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = {
                "What all keys begin with.",
                "Environment: DARKROOM_NAMESPACE. Default: resque, as Resque and Jesque have it"
            })
    private String namespace = "";

    /** The address, unless it is at fault. */
    public Optional<RedisAddress> address(Faults faults) {
        return faults.check(() -> new RedisAddress(uri(), namespace, TIMEOUT));
    }

    /**
     * The address.
     *
     * @throws BadUsageException if it is at fault
     */
    public RedisAddress address() {
        Faults faults = new Faults();
        Optional<RedisAddress> address = address(faults);
        faults.throwIfAny();
        return address.orElseThrow();
    }

    // The text may hold a password: a fault never quotes it.
    private URI uri() {
        try {
            return URI.create(redis);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--redis: expected redis://[user:password@]host:port[/database], found"
                            + " something that is no URL",
                    e);
        }
    }
}
