package darkroom.jobs.photos;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Small pictures for tests. */
final class TestPictures {
    private TestPictures() {}

    /** A PNG of 12 x 10 pixels. */
    static Path png(Path folder) {
        Path file = folder.resolve("picture.png");
        try {
            if (!ImageIO.write(
                    new BufferedImage(12, 10, BufferedImage.TYPE_INT_RGB), "png", file.toFile())) {
                throw new IllegalStateException("this Java writes no PNG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
