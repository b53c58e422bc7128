package darkroom.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A fresh folder for one run, {@code darkroom-…} in the system's folder for temporary files, for
 * its owner only (0700), with the {@link Janitor} that removes it when this JVM ends without
 * closing it. Thread-safe.
 */
public final class RunFolder implements AutoCloseable {
    private static final Duration REMOVE_MAX = Duration.ofSeconds(3);

    private final Path path;
    private final Janitor janitor;

    private RunFolder(Path path, Janitor janitor) {
        this.path = path;
        this.janitor = janitor;
    }

    /**
     * Makes the folder and starts its janitor.
     *
     * @throws ServerFailed when either fails
     */
    public static RunFolder open() {
        Janitor janitor = Janitor.open();
        try {
            Path path =
                    Files.createTempDirectory(
                            "darkroom-",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rwx------")));
            janitor.watchFolder(path);
            return new RunFolder(path.toAbsolutePath(), janitor);
        } catch (IOException e) {
            janitor.close();
            throw new ServerFailed(
                    "cannot make a run folder: expected to write in \""
                            + System.getProperty("java.io.tmpdir")
                            + "\" (java.io.tmpdir), found "
                            + e,
                    e);
        }
    }

    /** The folder, absolute. */
    public Path path() {
        return path;
    }

    /** Watches this folder, and whatever processes work in it. */
    public Janitor janitor() {
        return janitor;
    }

    /**
     * Removes the folder with all it holds, and ends the janitor. Processes that write in it must
     * have been ended before. May be called twice.
     */
    @Override
    public void close() {
        try {
            remove(path);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot remove run folder \"" + path + "\": found " + e + "; remove it by hand",
                    e);
        } finally {
            janitor.close();
        }
    }

    /**
     * Removes a tree. Tries again for three seconds: a process about to end may still add a file.
     */
    static void remove(Path folder) throws IOException {
        Deadline deadline = Deadline.in(REMOVE_MAX);
        while (Files.exists(folder)) {
            try {
                Files.walkFileTree(folder, new Remover());
            } catch (IOException e) {
                if (!deadline.pause()) {
                    throw e;
                }
            }
        }
    }

    private static final class Remover extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
