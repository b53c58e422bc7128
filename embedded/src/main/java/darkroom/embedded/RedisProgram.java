package darkroom.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/** The {@code redis-server} that is started: the jar's, or the one the environment names. */
public final class RedisProgram {
    /**
     * Variable of the environment: path of a {@code redis-server} to start in place of the jar's.
     */
    public static final String VARIABLE = "DARKROOM_TEST_REDIS_SERVER";

    private static final String NAME = "redis-server";

    private RedisProgram() {}

    /** The one the environment names, if it names one. */
    public static Optional<Path> named() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(path -> !path.isBlank())
                .map(path -> Path.of(path).toAbsolutePath());
    }

    /** The one to start: unpacked, where it is the jar's. */
    static String choose(RunFolder folder) {
        return named().map(Path::toString).orElseGet(() -> unpacked(folder));
    }

    private static String unpacked(RunFolder folder) {
        Path unpacked =
                UserCache.orIn(folder.path())
                        .folder("embedded-redis-" + jarVersion(), RedisProgram::unpackInto);
        return unpacked.resolve(NAME).toString();
    }

    private static void unpackInto(Path draft) throws IOException {
        Path program = draft.resolve(NAME);
        ExecutableProvider.newJarResourceProvider(draft.toFile()).get();
        try (var files = Files.list(draft)) {
            Files.move(files.findFirst().orElseThrow(), program);
        }
        if (!program.toFile().setExecutable(true, false)) {
            throw new IOException("cannot make " + program + " executable");
        }
    }

    /** Names the unpacked program, so that a newer jar is not answered with an older program. */
    private static String jarVersion() {
        return ExecutableProvider.newProvidedVersionsMap()
                .getOrDefault(OsArchitecture.detectOSandArchitecture(), "unknown")
                .replaceAll("[^A-Za-z0-9.]+", "-");
    }
}
