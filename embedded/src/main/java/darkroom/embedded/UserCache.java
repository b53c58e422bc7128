package darkroom.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where unpacked server programs are kept between runs: {@code $XDG_CACHE_HOME/darkroom}, else
 * {@code ~/.cache/darkroom} (XDG Base Directory Specification 0.8).
 */
final class UserCache {
    private final Path root;

    UserCache(Path root) {
        this.root = root;
    }

    /**
     * The user's own; in {@code fallback} when the user's cache cannot be written, as in some
     * containers.
     */
    static UserCache orIn(Path fallback) {
        String xdg = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        // The specification: a relative path is invalid and to be ignored.
        Path base =
                xdg.startsWith("/")
                        ? Path.of(xdg)
                        : Path.of(System.getProperty("user.home"), ".cache");
        Path root = base.resolve("darkroom");
        try {
            Files.createDirectories(root);
            Files.delete(Files.createTempFile(root, "probe-", ""));
            return new UserCache(root);
        } catch (IOException e) {
            return new UserCache(fallback.resolve("cache"));
        }
    }

    /**
     * The folder of this name, filled by {@code unpacker} when it is not there yet. It appears
     * complete or not at all, also when several JVMs fill it at once: the first to finish wins, the
     * others throw theirs away.
     *
     * @param name says what is inside, with its version
     */
    Path folder(String name, Unpacker unpacker) {
        Path folder = root.resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            Files.createDirectories(root);
            // Open to the group and others for reading: PostgreSQL drops root's rights before it
            // reads its files.
            Path draft = Files.createTempDirectory(root, ".draft-" + name + "-");
            try {
                unpacker.unpackInto(draft);
                Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
                publish(draft, folder);
            } finally {
                RunFolder.remove(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot unpack \""
                            + name
                            + "\" into \""
                            + root
                            + "\": found "
                            + e
                            + "; is the disk full?",
                    e);
        }
        return folder;
    }

    private static void publish(Path draft, Path folder) throws IOException {
        try {
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // rename(2) refuses a target that is a folder with content: another JVM was first.
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /** Writes the files of one program. */
    interface Unpacker {
        void unpackInto(Path folder) throws IOException;
    }
}
