package darkroom.cli.settings;

import darkroom.cli.settings.ServiceSettings.ApnsKey;
import darkroom.cli.settings.ServiceSettings.ApnsSettings;
import darkroom.cli.settings.ServiceSettings.Outside;
import darkroom.cli.settings.ServiceSettings.XSettings;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.queue.redis.RedisAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code web} and {@code worker} are connected to. */
public final class ServiceFlags {
    private static final int APNS_PORT = 443;

    @Mixin private RedisFlags redis = new RedisFlags();

    @Option(
            names = "--databases",
            paramLabel = "URLS",
            defaultValue = "${env:DARKROOM_DATABASES:-}",
            showDefaultValue = Visibility.NEVER,
            description = {
                "PostgreSQL databases in the order of their shards, with blanks between:",
                "jdbc:postgresql://host:port/name?user=...&password=...",
                "Environment: DARKROOM_DATABASES"
            })
    private String databases = "";

    @Option(
            names = "--shards",
            paramLabel = "N",
            defaultValue = "${env:DARKROOM_SHARDS:-64}",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Logical shards over all databases; the same for ever. Default: 64",
                "Environment: DARKROOM_SHARDS"
            })
    private String shards = "";

    @Option(
            names = "--photos",
            paramLabel = "FOLDER",
            defaultValue = "${env:DARKROOM_PHOTOS:-}",
            showDefaultValue = Visibility.NEVER,
            description = "Folder of the photo files. Environment: DARKROOM_PHOTOS")
    private String photos = "";

    @Option(
            names = "--apns",
            paramLabel = "HOST[:PORT]",
            defaultValue = "${env:DARKROOM_APNS:-}",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Apple's push service, such as api.push.apple.com. Without it no push jobs are served.",
                "Environment: DARKROOM_APNS; with it DARKROOM_APNS_KEY (file), DARKROOM_APNS_KEY_ID,",
                "DARKROOM_APNS_TEAM_ID, DARKROOM_APNS_TOPIC, and DARKROOM_APNS_CA (file) if its",
                "certificate is not of a public authority"
            })
    private String apns = "";

    @Option(
            names = "--x",
            paramLabel = "URL",
            defaultValue = "${env:DARKROOM_X:-}",
            showDefaultValue = Visibility.NEVER,
            description = {
                "The X API, such as https://api.x.com. Without it no cross-post jobs are served.",
                "Environment: DARKROOM_X; with it DARKROOM_X_CONSUMER_KEY and",
                "DARKROOM_X_CONSUMER_SECRET"
            })
    private String x = "";

    /**
     * The settings, as far as they are not at fault.
     *
     * @param environment for what is a secret or goes with one
     */
    public Optional<ServiceSettings> settings(Map<String, String> environment, Faults faults) {
        Optional<RedisAddress> address = redis.address(faults);
        List<DatabaseAddress> addresses = databases(faults);
        Optional<Integer> count = shardCount(faults);
        Optional<Path> folder = photos(faults);
        Outside outside = new Outside(apns(environment, faults), x(environment, faults));
        if (address.isEmpty() || count.isEmpty() || folder.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ServiceSettings(
                        address.get(), addresses, count.get(), folder.get(), outside));
    }

    private List<DatabaseAddress> databases(Faults faults) {
        List<DatabaseAddress> addresses = new ArrayList<>();
        if (databases.isBlank()) {
            faults.add("--databases: expected at least one jdbc:postgresql:// URL, found none");
            return addresses;
        }
        String[] urls = databases.strip().split("\\s+");
        for (int i = 0; i < urls.length; i++) {
            String name = "db" + i;
            String url = urls[i];
            faults.check(() -> new DatabaseAddress(name, url)).ifPresent(addresses::add);
        }
        return addresses;
    }

    private Optional<Integer> shardCount(Faults faults) {
        if (shards.matches("[0-9]{1,4}")
                && Integer.bitCount(Integer.parseInt(shards)) == 1
                && Integer.parseInt(shards) <= 8192) {
            return Optional.of(Integer.parseInt(shards));
        }
        faults.add("--shards: expected a power of two from 1 to 8192, found \"" + shards + "\"");
        return Optional.empty();
    }

    private Optional<Path> photos(Faults faults) {
        if (photos.isBlank()) {
            faults.add("--photos: expected the folder of the photo files, found none");
            return Optional.empty();
        }
        return Optional.of(Path.of(photos));
    }

    private Optional<ApnsSettings> apns(Map<String, String> environment, Faults faults) {
        if (apns.isBlank()) {
            return Optional.empty();
        }
        Optional<URI> address = faults.check(() -> URI.create("https://" + apns.strip()));
        Optional<Path> key = file(environment, "DARKROOM_APNS_KEY", faults);
        String keyId = required(environment, "DARKROOM_APNS_KEY_ID", faults);
        String teamId = required(environment, "DARKROOM_APNS_TEAM_ID", faults);
        String topic = required(environment, "DARKROOM_APNS_TOPIC", faults);
        Optional<Path> ca =
                environment.containsKey("DARKROOM_APNS_CA")
                        ? file(environment, "DARKROOM_APNS_CA", faults)
                        : Optional.empty();
        if (address.isEmpty() || address.get().getHost() == null || key.isEmpty()) {
            if (address.isPresent() && address.get().getHost() == null) {
                faults.add("--apns: expected host or host:port, found \"" + apns + "\"");
            }
            return Optional.empty();
        }
        int port = address.get().getPort() < 0 ? APNS_PORT : address.get().getPort();
        return Optional.of(
                new ApnsSettings(
                        address.get().getHost(),
                        port,
                        ca,
                        new ApnsKey(key.get(), keyId, teamId),
                        topic));
    }

    private Optional<XSettings> x(Map<String, String> environment, Faults faults) {
        if (x.isBlank()) {
            return Optional.empty();
        }
        Optional<URI> uri = faults.check(() -> URI.create(x.strip()));
        String key = required(environment, "DARKROOM_X_CONSUMER_KEY", faults);
        String secret = required(environment, "DARKROOM_X_CONSUMER_SECRET", faults);
        return uri.map(found -> new XSettings(found, key, secret));
    }

    private static String required(
            Map<String, String> environment, String name, Faults faults) {
        String value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            faults.add(name + ": expected a value in the environment, found none");
        }
        return value;
    }

    private static Optional<Path> file(
            Map<String, String> environment, String name, Faults faults) {
        String value = required(environment, name, faults);
        if (value.isBlank()) {
            return Optional.empty();
        }
        Path file = Path.of(value);
        if (!Files.isReadable(file)) {
            faults.add(name + ": expected a file that can be read, found none at " + file);
            return Optional.empty();
        }
        return Optional.of(file);
    }
}
