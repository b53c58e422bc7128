package darkroom.web;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Files to post, good and bad. */
final class TestPictures {
    private TestPictures() {}

    static byte[] jpeg(int width, int height) {
        return encoded(width, height, "jpg");
    }

    static byte[] png(int width, int height) {
        return encoded(width, height, "png");
    }

    /** A PNG of a few bytes whose header promises this many pixels. */
    static byte[] bomb(int width, int height) {
        byte[] png = png(1, 1);
        ByteBuffer bytes = ByteBuffer.wrap(png);
        // https://www.w3.org/TR/png-3/#11IHDR: length, type, width, height, five more bytes, CRC.
        bytes.putInt(16, width).putInt(20, height);
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        bytes.putInt(29, (int) crc.getValue());
        return png;
    }

    static byte[] text() {
        return "<script>alert(1)</script>".repeat(100).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] encoded(int width, int height, String format) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(40, 120, 200));
        graphics.fillRect(0, 0, width, height / 2 + 1);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, bytes)) {
                throw new IllegalStateException("no writer of " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
