package darkroom.cli.settings;

import darkroom.queue.redis.RedisAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the queue is: flags that nearly every verb has. */
public final class RedisFlags {
    private static final String DEFAULT = "redis://127.0.0.1:6379";

    @Option(
            names = "--redis",
            paramLabel = "URL",
            description = {
                "Redis of the queue: redis://[user:password@]host:port[/database],"
                        + " redis-sentinel://host:port,...?primary=NAME or "
                        + "redis-cluster://host:port,...; rediss for TLS. docs/redis.md"
                        + " has the parameters: ca, replicas.",
                "Environment: DARKROOM_REDIS. Default: redis://127.0.0.1:6379"
            })
    private @Nullable String redis;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = {
                "What all keys begin with; on a cluster with a hash tag, such as {lane-1}.",
                "Environment: DARKROOM_NAMESPACE. Default: resque, as Resque and Jesque have it;"
                        + " {resque} on a cluster"
            })
    private @Nullable String namespace;

    /** The address, unless it is at fault. */
    public Optional<RedisAddress> address(Map<String, String> environment, Faults faults) {
        Setting url = Setting.of("--redis", redis, "DARKROOM_REDIS", environment, DEFAULT);
        Optional<RedisAddress> server = faults.check(url.name(), () -> server(url.value()));
        RedisAddress unnamed = server.orElseGet(() -> RedisAddress.of(DEFAULT));
        Setting keys =
                Setting.of(
                        "--namespace",
                        namespace,
                        "DARKROOM_NAMESPACE",
                        environment,
                        unnamed.namespace());
        Optional<RedisAddress> named =
                faults.check(keys.name(), () -> unnamed.withNamespace(keys.value()));
        return server.isPresent() ? named : Optional.empty();
    }

    // The text may hold a password: a fault never quotes it.
    private static RedisAddress server(String url) {
        try {
            URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "cannot use the Redis address given: expected"
                            + " redis://[user:password@]host:port[/database], found something that"
                            + " is no URL; percent-encode what a URL must not hold",
                    e);
        }
        return RedisAddress.of(url);
    }
}
