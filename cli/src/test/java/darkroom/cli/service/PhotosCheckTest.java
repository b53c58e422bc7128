package darkroom.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.doctor.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PhotosCheckTest {
    private static final double NO_DISK_IS_SO_FULL = 1e-9;
    private static final double NO_DISK_IS_SO_EMPTY = 1.01;

    @TempDir private Path folder;

    @Test
    void diskWithRoomIsWellAndNamed() {
        PhotosCheck check = new PhotosCheck(folder, NO_DISK_IS_SO_FULL);

        assertThat(check.findings()).isEmpty();
        assertThat(check.notes())
                .singleElement()
                .asString()
                .contains(folder.toString())
                .containsPattern("where [0-9]+ of [0-9]+ MiB are free");
    }

    @Test
    void diskWithoutRoomIsFound() {
        assertThat(names(new PhotosCheck(folder, NO_DISK_IS_SO_EMPTY)))
                .containsExactly("photos-disk");
    }

    @Test
    void whatIsNoFolderIsFound() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(names(new PhotosCheck(file, NO_DISK_IS_SO_FULL))).containsExactly("no-photos");
        assertThat(names(new PhotosCheck(folder.resolve("none"), NO_DISK_IS_SO_FULL)))
                .containsExactly("no-photos");
    }

    private static List<String> names(PhotosCheck check) {
        return check.findings().stream().map(Finding::name).toList();
    }
}
