package darkroom.jobs.thumbnail;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Small pictures of known content, and what can be wrong with them. */
final class Pictures {
    /** Top left, top right, bottom left, bottom right. */
    static final Color[] CORNERS = {Color.RED, Color.GREEN, Color.BLUE, Color.WHITE};

    private Pictures() {}

    /** Four quarters of {@link #CORNERS}. */
    static BufferedImage quarters(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = picture.createGraphics();
        for (int i = 0; i < 4; i++) {
            graphics.setColor(CORNERS[i]);
            graphics.fillRect(
                    i % 2 * width / 2, i / 2 * height / 2, width - width / 2, height - height / 2);
        }
        graphics.dispose();
        return picture;
    }

    static BufferedImage plain(int width, int height, Color color) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(color);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return picture;
    }

    static byte[] file(BufferedImage picture, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(picture, format, bytes)) {
                throw new IllegalArgumentException("no writer of " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static BufferedImage read(byte[] file) {
        try {
            return ImageIO.read(new ByteArrayInputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JPEG with a segment put behind its first marker. */
    static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(jpeg, 0, 2);
        bytes.write(0xFF);
        bytes.write(marker);
        bytes.write((content.length + 2) >> 8);
        bytes.write(content.length + 2);
        bytes.writeBytes(content);
        bytes.write(jpeg, 2, jpeg.length - 2);
        return bytes.toByteArray();
    }

    /** The PNG with this ICC profile behind its header. */
    static byte[] withChunk(byte[] png, byte[] icc) {
        return written(
                out -> {
                    int header = 8 + 25;
                    out.write(png, 0, header);
                    ByteArrayOutputStream content = new ByteArrayOutputStream();
                    content.write('p');
                    content.write(new byte[2]);
                    try (DeflaterOutputStream deflated = new DeflaterOutputStream(content)) {
                        deflated.write(icc);
                    }
                    chunk(out, "iCCP", content.toByteArray());
                    out.write(png, header, png.length - header);
                });
    }

    /** A signature, a header of this size, one chunk of data that is none, and the end. */
    static byte[] pngOf(int width, int height) {
        return written(
                out -> {
                    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
                    chunk(
                            out,
                            "IHDR",
                            written(
                                    header -> {
                                        header.writeInt(width);
                                        header.writeInt(height);
                                        header.write(new byte[] {8, 2, 0, 0, 0});
                                    }));
                    chunk(out, "IDAT", new byte[16]);
                    chunk(out, "IEND", new byte[0]);
                });
    }

    /** The JPEG with the size in its frame header changed. */
    static byte[] jpegSaying(byte[] jpeg, int width, int height) {
        byte[] changed = jpeg.clone();
        for (int i = 2; i < changed.length - 9; i++) {
            if (changed[i] == (byte) 0xFF && (changed[i + 1] & 0xFE) == 0xC0) {
                changed[i + 5] = (byte) (height >> 8);
                changed[i + 6] = (byte) height;
                changed[i + 7] = (byte) (width >> 8);
                changed[i + 8] = (byte) width;
                return changed;
            }
        }
        throw new IllegalArgumentException("no frame header");
    }

    static byte[] start(byte[] file, int bytes) {
        return Arrays.copyOf(file, bytes);
    }

    private static void chunk(DataOutputStream out, String type, byte[] content)
            throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(content);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) sum.getValue());
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writing.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }
}
