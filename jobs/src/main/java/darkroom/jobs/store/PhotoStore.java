package darkroom.jobs.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;

/**
 * The files of all photos in one folder. Thread-safe; any number of processes may share the folder.
 *
 * <p>A photo's files lie at {@code XXX/ID/LABEL}: {@code XXX} one of 4,096 folders that the id is
 * spread over, {@code LABEL} that of the {@link Variant}. A save that returned is on disk; a save
 * that did not leaves either the old file or the new one, never part of one.
 */
public final class PhotoStore {
    private static final String INCOMING = "incoming";
    private static final Duration LEFTOVER_AGE = Duration.ofHours(1);
    private static final int LEFTOVERS_MAX = 10_000;
    private static final long FIBONACCI = 0x9E3779B97F4A7C15L;

    private final Path root;

    private PhotoStore(Path root) {
        this.root = root;
    }

    /**
     * The store in this folder, which is made when it is missing. Deletes what crashed writers left
     * aside more than an hour ago.
     *
     * @throws StoreException if the folder cannot be written
     */
    public static PhotoStore folder(Path root) {
        PhotoStore store = new PhotoStore(root.toAbsolutePath().normalize());
        try {
            Files.createDirectories(store.incoming());
            store.deleteLeftovers();
        } catch (IOException e) {
            throw new StoreException(
                    "cannot keep photos in \""
                            + root
                            + "\": expected a folder that can be written, found "
                            + e
                            + "; choose another folder or mend its permissions",
                    e);
        }
        return store;
    }

    /**
     * Copies {@code source} in as this variant, in place of one that is there already.
     *
     * @param photoId above 0
     * @throws StoreException if it could not be written; the store is then as it was
     */
    public void save(long photoId, Variant variant, Path source) {
        saveWith(
                photoId,
                variant,
                aside -> Files.copy(source, aside, StandardCopyOption.REPLACE_EXISTING));
    }

    /**
     * Writes {@code content} as this variant, in place of one that is there already.
     *
     * @param photoId above 0
     * @throws StoreException if it could not be written; the store is then as it was
     */
    public void save(long photoId, Variant variant, byte[] content) {
        saveWith(photoId, variant, aside -> Files.write(aside, content));
    }

    /**
     * Opens this variant, if it is there.
     *
     * @param photoId above 0
     */
    public Optional<StoredFile> open(long photoId, Variant variant) {
        Path file = file(photoId, variant);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            InputStream stream = Channels.newInputStream(channel);
            return Optional.of(new StoredFile(channel.size(), stream));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("read", photoId, variant, e);
        }
    }

    /**
     * Whether this variant is there.
     *
     * @param photoId above 0
     */
    public boolean has(long photoId, Variant variant) {
        return Files.isRegularFile(file(photoId, variant));
    }

    /**
     * Deletes every file of a photo; nothing happens when there is none.
     *
     * @param photoId above 0
     */
    public void delete(long photoId) {
        for (Variant variant : Variant.values()) {
            try {
                Files.deleteIfExists(file(photoId, variant));
            } catch (IOException e) {
                throw failure("delete", photoId, variant, e);
            }
        }
        try {
            Files.deleteIfExists(folder(photoId));
        } catch (IOException e) {
            throw failure("delete the folder of", photoId, Variant.ORIGINAL, e);
        }
    }

    private void saveWith(long photoId, Variant variant, Content content) {
        Path file = file(photoId, variant);
        try {
            Path aside = Files.createTempFile(incoming(), "photo-", ".part");
            try {
                content.writeTo(aside);
                force(aside);
                move(aside, file);
            } finally {
                Files.deleteIfExists(aside);
            }
        } catch (IOException e) {
            throw failure("save", photoId, variant, e);
        }
    }

    private static void move(Path aside, Path file) throws IOException {
        Path folder = folderOf(file);
        Files.createDirectories(folder);
        try {
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // Someone may delete the photo's folder between the two calls above.
            Files.createDirectories(folder);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        }
        // The renames of a power cut are lost unless the folders that hold them are forced as well.
        forceFolder(folder);
        forceFolder(folderOf(folder));
    }

    private void deleteLeftovers() throws IOException {
        Path probe = Files.createTempFile(incoming(), "probe-", ".part");
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(incoming(), "*.part")) {
            // Compared with a file made now: the clock of the disk, which may be another machine's.
            FileTime now = Files.getLastModifiedTime(probe);
            int seen = 0;
            for (Path part : parts) {
                if (++seen > LEFTOVERS_MAX) {
                    break;
                }
                deleteIfOld(part, now);
            }
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private static void deleteIfOld(Path part, FileTime now) throws IOException {
        try {
            long ageMillis = now.toMillis() - Files.getLastModifiedTime(part).toMillis();
            if (ageMillis > LEFTOVER_AGE.toMillis()) {
                Files.deleteIfExists(part);
            }
        } catch (NoSuchFileException e) {
            // Another process was done with it in between: nothing is left over.
            return;
        }
    }

    private Path incoming() {
        return root.resolve(INCOMING);
    }

    private Path file(long photoId, Variant variant) {
        return folder(photoId).resolve(variant.label());
    }

    private Path folder(long photoId) {
        if (photoId <= 0) {
            throw new IllegalArgumentException(
                    "cannot name the files of photo " + photoId + ": expected an id above 0");
        }
        // The low bits of an id are a shard's own sequence: multiplied, they spread evenly.
        long spread = (photoId * FIBONACCI) >>> 52;
        return root.resolve("%03x".formatted(spread)).resolve(Long.toString(photoId));
    }

    private static Path folderOf(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("a path below the root has a parent: " + path);
        }
        return parent;
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (NoSuchFileException e) {
            // The photo was deleted in between: there is no rename left to keep.
            return;
        }
    }

    private static StoreException failure(
            String verb, long photoId, Variant variant, IOException cause) {
        return new StoreException(
                "cannot "
                        + verb
                        + " the "
                        + variant.label()
                        + " of photo "
                        + photoId
                        + ": "
                        + cause,
                cause);
    }

    /** Writes a file's content to a path. */
    private interface Content {
        void writeTo(Path aside) throws IOException;
    }
}
