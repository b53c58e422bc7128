package darkroom.cli.settings;

import darkroom.cli.settings.ServiceSettings.Outside;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.queue.redis.RedisAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code web} and {@code worker} are connected to. */
public final class ServiceFlags {
    private static final int SHARDS_MAX = 8_192;
    private static final String SHARDS = String.valueOf(ServiceSettings.SHARDS_DEFAULT);
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    @Mixin private RedisFlags redis = new RedisFlags();

    @Option(
            names = "--databases",
            paramLabel = "URLS",
            description = {
                "PostgreSQL databases in the order of their shards, with blanks between:"
                        + " jdbc:postgresql://host:port/name?user=...&password=...",
                "Environment: DARKROOM_DATABASES"
            })
    private @Nullable String databases;

    @Option(
            names = "--shards",
            paramLabel = "N",
            description = {
                "Logical shards over all databases; the same for ever. Default: 64",
                "Environment: DARKROOM_SHARDS"
            })
    private @Nullable String shards;

    @Option(
            names = "--photos",
            paramLabel = "FOLDER",
            description = "Folder of the photo files. Environment: DARKROOM_PHOTOS")
    private @Nullable String photos;

    @Mixin private OutsideFlags outside = new OutsideFlags();

    /** The settings, as far as they are not at fault. */
    public Optional<ServiceSettings> settings(Map<String, String> environment, Faults faults) {
        Optional<RedisAddress> address = redis.address(environment, faults);
        List<DatabaseAddress> addresses =
                databases(of("--databases", databases, environment), faults);
        Optional<Integer> count =
                shardCount(
                        Setting.of("--shards", shards, "DARKROOM_SHARDS", environment, SHARDS),
                        faults);
        Optional<Path> folder = photos(of("--photos", photos, environment), faults);
        Outside others = outside.outside(environment, faults);
        if (address.isEmpty() || count.isEmpty() || folder.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ServiceSettings(address.get(), addresses, count.get(), folder.get(), others));
    }

    static Setting of(String flag, @Nullable String given, Map<String, String> environment) {
        String variable = "DARKROOM_" + flag.substring(2).toUpperCase(Locale.ROOT);
        return Setting.of(flag, given, variable, environment, "");
    }

    static List<DatabaseAddress> databases(Setting databases, Faults faults) {
        List<DatabaseAddress> addresses = new ArrayList<>();
        if (databases.value().isBlank()) {
            faults.add(
                    databases.name(),
                    "at least one jdbc:postgresql:// URL",
                    "none",
                    "give all in the order of their shards");
            return addresses;
        }
        List<String> urls = BLANKS.splitAsStream(databases.value().strip()).toList();
        for (int i = 0; i < urls.size(); i++) {
            String name = "db" + i;
            String url = urls.get(i);
            faults.check(databases.name(), () -> new DatabaseAddress(name, url))
                    .ifPresent(addresses::add);
        }
        return addresses;
    }

    static Optional<Integer> shardCount(Setting shards, Faults faults) {
        String text = shards.value();
        if (text.matches("[0-9]{1,4}")
                && Integer.bitCount(Integer.parseInt(text)) == 1
                && Integer.parseInt(text) <= SHARDS_MAX) {
            return Optional.of(Integer.parseInt(text));
        }
        faults.add(
                shards.name(),
                "a power of two from 1 to " + SHARDS_MAX,
                Faults.quoted(text),
                "give the number that the databases were made with");
        return Optional.empty();
    }

    private static Optional<Path> photos(Setting photos, Faults faults) {
        if (photos.value().isBlank()) {
            faults.add(
                    photos.name(),
                    "the folder of the photo files",
                    "none",
                    "name one that all processes share");
            return Optional.empty();
        }
        return faults.check(photos.name(), () -> Path.of(photos.value()));
    }
}
