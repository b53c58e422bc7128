package darkroom.jobs.thumbnail;

import darkroom.jobs.store.Variant;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import net.coobird.thumbnailator.resizers.Resizers;

/**
 * Cuts the four thumbnails of one picture. Thread-safe; the same picture gives the same bytes.
 *
 * <p>What is costly is done to as few pixels as will do: a picture is first shrunk to the largest
 * thumbnail, then its colours are converted, then it is turned; the others are cut from that one.
 */
final class Renderer {
    private static final Size BOX_320 = new Size(320, 640);
    private static final Size BOX_640 = new Size(640, 1_280);
    private static final Size BOX_1080 = new Size(1_080, 2_160);
    private static final int SQUARE = 150;
    private static final float QUALITY = 0.85f;

    /** Decoded pixels for each one of the largest thumbnail, along each side. */
    private static final int OVERSAMPLING = 2;

    private final Decoder decoder = new Decoder();

    /** How many pixels are in memory while this picture is cut. */
    long pixelsInMemory(ImageHeader header) {
        if (header.decodedWhole()) {
            return header.stored().pixels();
        }
        long step = step(header);
        return header.stored().pixels() / (step * step);
    }

    /** The thumbnails, each a whole JPEG. */
    Map<Variant, byte[]> render(InputStream stream, ImageHeader header) throws IOException {
        BufferedImage decoded = decoder.decode(stream, header, step(header));
        Size shown = header.shown();
        Size largest = shown.within(BOX_1080);
        Size stored = header.orientation().swapsSides() ? largest.turned() : largest;
        BufferedImage small = Colors.toSrgb(shrunk(decoded, stored), header.profile());
        BufferedImage wide1080 = Turn.of(small, header.orientation());
        BufferedImage wide640 = shrunk(wide1080, shown.within(BOX_640));
        BufferedImage wide320 = shrunk(wide640, shown.within(BOX_320));
        Map<Variant, byte[]> files = new EnumMap<>(Variant.class);
        files.put(Variant.SQUARE_150, encode(square(wide640, decoded, header)));
        files.put(Variant.WIDE_320, encode(wide320));
        files.put(Variant.WIDE_640, encode(wide640));
        files.put(Variant.WIDE_1080, encode(wide1080));
        return files;
    }

    private static int step(ImageHeader header) {
        Size stored = header.stored();
        Size largest = header.shown().within(BOX_1080);
        Size target = header.orientation().swapsSides() ? largest.turned() : largest;
        int across = stored.width() / (target.width() * OVERSAMPLING);
        int down = stored.height() / (target.height() * OVERSAMPLING);
        int square = stored.shortSide() / SQUARE;
        return Math.max(1, Math.min(square, Math.min(across, down)));
    }

    private static BufferedImage shrunk(BufferedImage picture, Size size) {
        if (picture.getWidth() == size.width() && picture.getHeight() == size.height()) {
            return picture;
        }
        BufferedImage smaller =
                new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_3BYTE_BGR);
        Resizers.PROGRESSIVE.resize(picture, smaller);
        return smaller;
    }

    /** The middle of the picture; of a long and narrow one, cut from what was decoded. */
    private static BufferedImage square(
            BufferedImage wide640, BufferedImage decoded, ImageHeader header) {
        if (Math.min(wide640.getWidth(), wide640.getHeight()) >= SQUARE) {
            return square(wide640);
        }
        BufferedImage small = Colors.toSrgb(square(decoded), header.profile());
        return Turn.of(small, header.orientation());
    }

    private static BufferedImage square(BufferedImage picture) {
        Size size = new Size(picture.getWidth(), picture.getHeight());
        int side = size.shortSide();
        int left = (size.width() - side) / 2;
        int top = (size.height() - side) / 2;
        int target = Math.min(side, SQUARE);
        return shrunk(picture.getSubimage(left, top, side, side), new Size(target, target));
    }

    /** A baseline JFIF file with nothing in it but the picture. */
    private static byte[] encode(BufferedImage picture) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(QUALITY);
            writer.write(null, new IIOImage(picture, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
