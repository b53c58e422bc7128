package darkroom.cli.settings;

import darkroom.jobs.shards.DatabaseAddress;
import darkroom.queue.redis.RedisAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a process of the photo service is connected to.
 *
 * @param redis where the queue is
 * @param databases the physical databases, in the order of their shards
 * @param shardCount how many logical shards there are over all of them
 * @param photos the folder of the photo files
 * @param outside what lies outside of the service
 */
public record ServiceSettings(
        RedisAddress redis,
        List<DatabaseAddress> databases,
        int shardCount,
        Path photos,
        Outside outside) {
    /** Shards unless told otherwise. */
    public static final int SHARDS_DEFAULT = 64;

    /** Copies the list. */
    public ServiceSettings {
        databases = List.copyOf(databases);
    }

    /**
     * Apple and X. Where one is not given, a worker does not serve the jobs that need it.
     *
     * @param apns Apple's push service
     * @param x the X API
     */
    public record Outside(Optional<ApnsSettings> apns, Optional<XSettings> x) {}

    /**
     * Apple's push service.
     *
     * @param host such as {@code api.push.apple.com}
     * @param port 443 or 2197 at Apple's
     * @param ca PEM file of the only authority trusted; none: those of the JVM
     * @param key the token signing key
     * @param topic the app's bundle id
     */
    public record ApnsSettings(
            String host, int port, Optional<Path> ca, ApnsKey key, String topic) {}

    /**
     * A token signing key of Apple's.
     *
     * @param file PKCS 8 in PEM, as downloaded from Apple
     */
    public record ApnsKey(Path file, String keyId, String teamId) {}

    /**
     * The X API.
     *
     * @param uri its base, such as {@code https://api.x.com}
     * @param consumerSecret never shown
     */
    public record XSettings(URI uri, String consumerKey, String consumerSecret) {
        @Override
        public String toString() {
            return "XSettings[" + uri + "]";
        }
    }
}
