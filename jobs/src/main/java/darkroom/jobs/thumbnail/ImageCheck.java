package darkroom.jobs.thumbnail;

import darkroom.jobs.thumbnail.RefusedImageException.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells whether an upload is a picture that can be taken: by its content, never by its name, and
 * before anything of it is decoded. Thread-safe.
 *
 * <p>JPEG and PNG are taken. The whole file is walked once, segment by segment, in memory that does
 * not grow with it, so a file that was cut off is found too.
 */
public final class ImageCheck {
    private static final int BUFFER_BYTES = 1 << 16;

    private final ImageLimits limits;

    /** A check with these limits. */
    public ImageCheck(ImageLimits limits) {
        this.limits = limits;
    }

    /**
     * What the picture says of itself.
     *
     * @throws RefusedImageException if it cannot be taken
     * @throws UncheckedIOException if the file cannot be read
     */
    public CheckedImage check(Path upload) {
        try {
            long bytes = Files.size(upload);
            if (bytes > limits.bytesMax()) {
                throw new RefusedImageException(
                        Reason.TOO_LARGE,
                        "cannot take the picture: expected at most "
                                + limits.bytesMax()
                                + " bytes, found "
                                + bytes
                                + "; send a smaller one");
            }
            try (InputStream stream = Files.newInputStream(upload)) {
                ImageHeader header = header(stream);
                Size shown = header.shown();
                return new CheckedImage(header.format(), shown.width(), shown.height(), bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the upload", e);
        }
    }

    /** Walks a whole picture; does not close {@code stream}. */
    ImageHeader header(InputStream stream) throws IOException {
        Bytes bytes = new Bytes(new BufferedInputStream(stream, BUFFER_BYTES), limits);
        return switch (Signature.read(bytes)) {
            case JPEG -> new JpegWalk(bytes).walk();
            case PNG -> new PngWalk(bytes).walk();
        };
    }
}
