package darkroom.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PhotoStoreTest {
    private static final long ID = 12_345_678_901_234L;

    @TempDir private Path root;

    private PhotoStore store;

    @BeforeEach
    void open() {
        store = PhotoStore.folder(root.resolve("photos"));
    }

    @Test
    void whatWasSavedIsRead() {
        store.save(ID, Variant.ORIGINAL, new byte[] {1, 2, 3});

        assertThat(content(ID, Variant.ORIGINAL)).containsExactly(1, 2, 3);
        assertThat(store.has(ID, Variant.ORIGINAL)).isTrue();
        assertThat(store.has(ID, Variant.WIDE_320)).isFalse();
        assertThat(store.open(ID, Variant.WIDE_320)).isEmpty();
    }

    @Test
    void fileIsCopiedIn() throws IOException {
        Path upload = Files.write(root.resolve("upload"), new byte[100_000]);

        store.save(ID, Variant.ORIGINAL, upload);

        assertThat(content(ID, Variant.ORIGINAL)).hasSize(100_000);
        assertThat(upload).exists();
    }

    @Test
    void secondSaveTakesTheFirstsPlace() {
        store.save(ID, Variant.SQUARE_150, new byte[] {1});
        store.save(ID, Variant.SQUARE_150, new byte[] {2, 2});

        assertThat(content(ID, Variant.SQUARE_150)).containsExactly(2, 2);
    }

    @Test
    void failedSaveLeavesWhatWasThere() throws IOException {
        store.save(ID, Variant.ORIGINAL, new byte[] {1});

        assertThatThrownBy(() -> store.save(ID, Variant.ORIGINAL, root.resolve("missing")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot save the original of photo " + ID);

        assertThat(content(ID, Variant.ORIGINAL)).containsExactly(1);
        assertThat(leftAside()).isEmpty();
    }

    @Test
    void deletedPhotoLeavesNothing() throws IOException {
        store.save(ID, Variant.ORIGINAL, new byte[] {1});
        store.save(ID, Variant.WIDE_1080, new byte[] {1});

        store.delete(ID);
        store.delete(ID);

        assertThat(store.has(ID, Variant.ORIGINAL)).isFalse();
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void namesAreMadeOfIdsAlone() {
        assertThatThrownBy(() -> store.save(0, Variant.ORIGINAL, new byte[1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.open(-1, Variant.ORIGINAL))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Variant.ofLabel("../original")).isEmpty();
        assertThat(Variant.ofLabel("640")).contains(Variant.WIDE_640);
    }

    @Test
    void oldLeftoversAreDeletedAndYoungOnesKept() throws IOException {
        Path incoming = root.resolve("photos/incoming");
        Path old = Files.createFile(incoming.resolve("photo-1.part"));
        Path young = Files.createFile(incoming.resolve("photo-2.part"));
        FileTime now = Files.getLastModifiedTime(young);
        Files.setLastModifiedTime(
                old, FileTime.from(now.toInstant().minus(Duration.ofMinutes(61))));

        PhotoStore again = PhotoStore.folder(root.resolve("photos"));

        assertThat(again.has(ID, Variant.ORIGINAL)).isFalse();
        assertThat(leftAside()).containsExactly(young);
    }

    @Test
    void folderThatCannotBeIsRefused() throws IOException {
        Path file = Files.createFile(root.resolve("file"));

        assertThatThrownBy(() -> PhotoStore.folder(file.resolve("photos")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("choose another folder");
    }

    private List<Path> leftAside() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("photos/incoming"))) {
            return files.toList();
        }
    }

    private byte[] content(long id, Variant variant) {
        try (StoredFile file = store.open(id, variant).orElseThrow()) {
            byte[] content = file.stream().readAllBytes();
            assertThat(file.bytes()).isEqualTo(content.length);
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
