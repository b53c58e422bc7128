package darkroom.jobs.thumbnail;

import darkroom.jobs.thumbnail.RefusedImageException.Reason;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes a picture whose header was found good, leaving out pixels that no thumbnail can need.
 *
 * <p>JPEGs are read by TwelveMonkeys' reader, which also reads what the JDK's does not (CMYK,
 * broken profiles); PNGs by the JDK's.
 */
final class Decoder {
    private static final String JPEG_READER = "com.twelvemonkeys.imageio.plugins.jpeg.";

    /** Of every {@code step} rows and columns one is decoded. */
    BufferedImage decode(InputStream stream, ImageHeader header, int step) throws IOException {
        ImageReader reader = reader(header.format());
        try (MemoryCacheImageInputStream input = new MemoryCacheImageInputStream(stream)) {
            reader.setInput(input, true, true);
            ImageReadParam param = reader.getDefaultReadParam();
            param.setSourceSubsampling(step, step, 0, 0);
            BufferedImage decoded = reader.read(0, param);
            return Samples.opaque(decoded);
        } catch (IIOException | RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted while a picture was decoded", e);
            }
            throw damaged(e);
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader(ImageFormat format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.label());
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            boolean twelveMonkeys = reader.getClass().getName().startsWith(JPEG_READER);
            if (format != ImageFormat.JPEG || twelveMonkeys) {
                return reader;
            }
            reader.dispose();
        }
        throw new IllegalStateException(
                "cannot decode "
                        + format.label()
                        + ": expected a reader of it on the class path, found none; add"
                        + " imageio-jpeg");
    }

    private static RefusedImageException damaged(Exception cause) {
        RefusedImageException refused =
                new RefusedImageException(
                        Reason.DAMAGED,
                        "cannot decode the picture: it is damaged ("
                                + cause
                                + "); send another copy");
        refused.initCause(cause);
        return refused;
    }
}
