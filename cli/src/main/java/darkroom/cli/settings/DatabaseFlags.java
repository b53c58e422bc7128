package darkroom.cli.settings;

import darkroom.jobs.shards.DatabaseAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Databases for a verb that looks at them where there are some. */
public final class DatabaseFlags {
    @Option(
            names = "--databases",
            paramLabel = "URLS",
            description = {
                "PostgreSQL databases in the order of their shards, with blanks between.",
                "The first has the archive of dead jobs.",
                "Environment: DARKROOM_DATABASES"
            })
    private @Nullable String databases;

    @Option(
            names = "--shards",
            paramLabel = "N",
            description = {
                "Logical shards over all databases, as they were made. Default: 64",
                "Environment: DARKROOM_SHARDS"
            })
    private @Nullable String shards;

    /**
     * Databases and their shards.
     *
     * @param addresses none, if none were given
     */
    public record Given(List<DatabaseAddress> addresses, int shardCount) {
        /** None. */
        public static final Given NONE = new Given(List.of(), ServiceSettings.SHARDS_DEFAULT);

        /** Copies the list. */
        public Given {
            addresses = List.copyOf(addresses);
        }
    }

    /** What was given, as far as it is not at fault. */
    public Given given(Map<String, String> environment, Faults faults) {
        Setting urls = Setting.of("--databases", databases, "DARKROOM_DATABASES", environment, "");
        Optional<Integer> count =
                ServiceFlags.shardCount(
                        Setting.of(
                                "--shards",
                                shards,
                                "DARKROOM_SHARDS",
                                environment,
                                String.valueOf(ServiceSettings.SHARDS_DEFAULT)),
                        faults);
        return new Given(
                urls.value().isBlank() ? List.of() : ServiceFlags.databases(urls, faults),
                count.orElse(ServiceSettings.SHARDS_DEFAULT));
    }
}
