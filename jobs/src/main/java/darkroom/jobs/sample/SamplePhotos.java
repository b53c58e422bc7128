package darkroom.jobs.sample;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.awt.image.DirectColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Photos of one seed, as many as are wanted. Immutable and thread-safe. */
public final class SamplePhotos {
    private static final int[][] SIZES = {{2592, 1944}, {2448, 1836}, {2560, 1440}, {2048, 2048}};
    private static final int[] ORIENTATIONS = {1, 1, 6, 8, 3};
    private static final float QUALITY = 0.88f;
    private static final int SEGMENT_BYTES_MAX = 65_533;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final long seed;

    /** The photos of this seed. */
    public SamplePhotos(long seed) {
        this.seed = seed;
    }

    /** A photo of four megapixels or so, in a shape that its number picks. */
    public byte[] jpeg(int number) {
        SplittableRandom random = new SplittableRandom(seed ^ number * SPREAD);
        int[] size = SIZES[random.nextInt(SIZES.length)];
        int orientation = ORIENTATIONS[random.nextInt(ORIENTATIONS.length)];
        SampleProfile[] profiles = SampleProfile.values();
        boolean upright = random.nextBoolean();
        SampleShape shape =
                new SampleShape(
                        upright ? size[1] : size[0],
                        upright ? size[0] : size[1],
                        orientation,
                        profiles[random.nextInt(profiles.length)]);
        return jpeg(number, shape);
    }

    /** A photo of this shape. */
    public byte[] jpeg(int number, SampleShape shape) {
        long own = seed ^ number * SPREAD;
        int[] upright = new Landscape(shape.width(), shape.height(), own).paint();
        SplittableRandom random = new SplittableRandom(own + 1);
        byte[] exif =
                ExifSegment.tiff(
                        shape.orientation(),
                        random.nextDouble(-60, 70),
                        random.nextDouble(-180, 180));
        return withSegments(encode(stored(upright, shape)), exif, shape.profile().icc());
    }

    /** The pixels as a camera held that way stores them: what a viewer does, undone. */
    private static BufferedImage stored(int[] upright, SampleShape shape) {
        int orientation = shape.orientation();
        boolean swapped = orientation >= 5;
        int width = swapped ? shape.height() : shape.width();
        int height = swapped ? shape.width() : shape.height();
        int[] pixels = orientation == 1 ? upright : new int[upright.length];
        if (orientation != 1) {
            int right = shape.width() - 1;
            int low = shape.height() - 1;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int shownX = shownX(orientation, x, y, right);
                    int shownY = shownY(orientation, x, y, low);
                    pixels[y * width + x] = upright[shownY * shape.width() + shownX];
                }
            }
        }
        DirectColorModel model = new DirectColorModel(24, 0xFF0000, 0x00FF00, 0x0000FF);
        int[] masks = {0xFF0000, 0x00FF00, 0x0000FF};
        DataBufferInt buffer = new DataBufferInt(pixels, pixels.length);
        return new BufferedImage(
                model,
                Raster.createPackedRaster(buffer, width, height, width, masks, null),
                false,
                null);
    }

    private static int shownX(int orientation, int x, int y, int right) {
        return switch (orientation) {
            case 2, 3 -> right - x;
            case 5, 8 -> y;
            case 6, 7 -> right - y;
            default -> x;
        };
    }

    private static int shownY(int orientation, int x, int y, int low) {
        return switch (orientation) {
            case 3, 4 -> low - y;
            case 5, 6 -> x;
            case 7, 8 -> low - x;
            default -> y;
        };
    }

    private static byte[] encode(BufferedImage picture) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(QUALITY);
            writer.write(null, new IIOImage(picture, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Puts EXIF and the profile behind the first marker, where a camera puts them. */
    private static byte[] withSegments(byte[] jpeg, byte[] exif, byte[] icc) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(jpeg.length + 4_096);
        bytes.write(jpeg, 0, 2);
        segment(bytes, 0xE1, "Exif\0\0", exif);
        if (icc.length > 0) {
            segment(bytes, 0xE2, "ICC_PROFILE\0\1\1", icc);
        }
        bytes.write(jpeg, 2, jpeg.length - 2);
        return bytes.toByteArray();
    }

    private static void segment(ByteArrayOutputStream bytes, int marker, String name, byte[] body) {
        byte[] start = name.getBytes(StandardCharsets.ISO_8859_1);
        int length = start.length + body.length + 2;
        if (length > SEGMENT_BYTES_MAX) {
            throw new IllegalStateException("a segment of a sample is too long: " + length);
        }
        bytes.write(0xFF);
        bytes.write(marker);
        bytes.write(length >> 8);
        bytes.write(length);
        bytes.writeBytes(start);
        bytes.writeBytes(body);
    }
}
