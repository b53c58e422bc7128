package darkroom.jobs.thumbnail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.GpsDirectory;
import com.drew.metadata.icc.IccDirectory;
import darkroom.jobs.sample.PhotoMetadata;
import darkroom.jobs.sample.SamplePhotos;
import darkroom.jobs.sample.SampleProfile;
import darkroom.jobs.sample.SampleShape;
import darkroom.jobs.store.Variant;
import darkroom.jobs.thumbnail.RefusedImageException.Reason;
import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RendererTest {
    private static final int NEAR = 6;

    private final ImageCheck check = new ImageCheck(ImageLimits.DEFAULT);
    private final Renderer renderer = new Renderer();

    @Test
    void sizesKeepTheShapeAndTheSquareIsCut() throws IOException {
        assertSizes(photo(2_592, 1_944, 1), "150x150 320x240 640x480 1080x810");
        assertSizes(photo(1_944, 2_592, 6), "150x150 320x427 640x853 1080x1440");
        assertSizes(photo(600, 400, 1), "150x150 320x213 600x400 600x400");
        assertSizes(photo(100, 40, 1), "40x40 100x40 100x40 100x40");
        assertSizes(photo(400, 4_000, 1), "150x150 64x640 128x1280 216x2160");
        assertSizes(photo(9_000, 300, 1), "150x150 320x11 640x21 1080x36");
        assertSizes(Pictures.file(Pictures.plain(1, 1, Color.RED), "png"), "1x1 1x1 1x1 1x1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyOrientationIsShownUpright(int orientation) throws IOException {
        byte[] stored = Pictures.file(storedAs(orientation), "jpeg");
        byte[] exif = {
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };

        Map<Variant, byte[]> files = rendered(Pictures.withSegment(stored, 0xE1, exif));

        for (byte[] file : files.values()) {
            BufferedImage shown = Pictures.read(file);
            int right = shown.getWidth() - 1;
            int low = shown.getHeight() - 1;
            assertNear(shown.getRGB(right / 8, low / 8), Color.RED);
            assertNear(shown.getRGB(right - right / 8, low / 8), Color.GREEN);
            assertNear(shown.getRGB(right / 8, low - low / 8), Color.BLUE);
            assertNear(shown.getRGB(right - right / 8, low - low / 8), Color.WHITE);
        }
        assertThat(shown(files, Variant.WIDE_1080).getWidth()).isEqualTo(800);
    }

    @Test
    void nothingOfTheOriginalsMetadataIsLeft() throws Exception {
        byte[] photo =
                new SamplePhotos(3).jpeg(0, new SampleShape(800, 600, 6, SampleProfile.ADOBE_RGB));
        assertThat(PhotoMetadata.of(photo, GpsDirectory.class).getGeoLocation()).isNotNull();
        assertThat(PhotoMetadata.of(photo, IccDirectory.class)).isNotNull();

        for (byte[] file : rendered(photo).values()) {
            Metadata after = ImageMetadataReader.readMetadata(new ByteArrayInputStream(file));
            assertThat(after.getDirectoriesOfType(ExifDirectoryBase.class)).isEmpty();
            assertThat(after.getDirectories())
                    .extracting(Directory::getName)
                    .containsOnly("JPEG", "JFIF", "Huffman", "File Type");
            assertThat(new String(file, ISO_8859_1))
                    .doesNotContain("Exif")
                    .doesNotContain("ICC_PROFILE")
                    .doesNotContain("Sample Camera");
        }
    }

    @Test
    void adobeRgbBecomesSrgb() throws IOException {
        // By the published matrices and curves.
        assertConverted(SampleProfile.ADOBE_RGB, new Color(160, 120, 60), new Color(174, 121, 53));
        assertConverted(
                SampleProfile.ADOBE_RGB, new Color(128, 128, 128), new Color(129, 129, 129));
        assertConverted(SampleProfile.ADOBE_RGB, new Color(110, 150, 90), new Color(87, 151, 86));
    }

    @Test
    void displayP3BecomesSrgb() throws IOException {
        assertConverted(SampleProfile.DISPLAY_P3, new Color(200, 100, 60), new Color(215, 93, 47));
        assertConverted(
                SampleProfile.DISPLAY_P3, new Color(128, 128, 128), new Color(128, 128, 128));
    }

    @Test
    void brokenProfilePassesForSrgb() throws IOException {
        byte[] icc = new byte[600];
        Arrays.fill(icc, (byte) 7);
        BufferedImage plain = Pictures.plain(400, 300, new Color(200, 100, 60));

        assertMiddle(withProfile(Pictures.file(plain, "jpeg"), icc), new Color(200, 100, 60));
        assertMiddle(Pictures.withChunk(Pictures.file(plain, "png"), icc), new Color(200, 100, 60));
    }

    @Test
    void profileOfAGreyPictureIsApplied() throws IOException {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
        BufferedImage grey = new BufferedImage(400, 300, BufferedImage.TYPE_BYTE_GRAY);
        int[] row = new int[400 * 300];
        Arrays.fill(row, 100);
        grey.getRaster().setSamples(0, 0, 400, 300, 0, row);

        assertMiddle(withProfile(Pictures.file(grey, "jpeg"), linear), new Color(168, 168, 168));
    }

    @Test
    void greyStaysTheSameGrey() throws IOException {
        BufferedImage grey = new BufferedImage(400, 300, BufferedImage.TYPE_BYTE_GRAY);
        int[] row = new int[400 * 300];
        Arrays.fill(row, 100);
        grey.getRaster().setSamples(0, 0, 400, 300, 0, row);

        assertMiddle(Pictures.file(grey, "jpeg"), new Color(100, 100, 100));
        assertMiddle(Pictures.file(grey, "png"), new Color(100, 100, 100));
    }

    @Test
    void greyOfSixteenBitsStaysTheSameGrey() throws IOException {
        BufferedImage grey = new BufferedImage(400, 300, BufferedImage.TYPE_USHORT_GRAY);
        int[] row = new int[400 * 300];
        Arrays.fill(row, 100 * 257);
        grey.getRaster().setSamples(0, 0, 400, 300, 0, row);

        assertMiddle(Pictures.file(grey, "png"), new Color(100, 100, 100));
    }

    @Test
    void cmykJpegIsShownInColour() throws IOException {
        // Adobe's way: inverted samples. No ink but cyan and yellow makes a green.
        byte[] file = cmyk(new int[] {0, 255, 0, 255});

        BufferedImage shown = shown(rendered(file), Variant.WIDE_320);

        Color middle = new Color(shown.getRGB(160, 120));
        assertThat(middle.getGreen()).isGreaterThan(middle.getRed() + 60);
        assertThat(middle.getGreen()).isGreaterThan(middle.getBlue() + 40);
        assertMiddle(cmyk(new int[] {255, 255, 255, 255}), Color.WHITE);
    }

    @Test
    void transparencyIsOverWhite() throws IOException {
        BufferedImage picture = new BufferedImage(400, 300, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < 300; y++) {
            for (int x = 0; x < 400; x++) {
                picture.setRGB(x, y, 0x80FF0000);
            }
        }

        assertMiddle(Pictures.file(picture, "png"), new Color(255, 127, 127));
    }

    @Test
    void paletteIsLookedUp() throws IOException {
        BufferedImage picture = new BufferedImage(400, 300, BufferedImage.TYPE_BYTE_INDEXED);
        for (int y = 0; y < 300; y++) {
            for (int x = 0; x < 400; x++) {
                picture.setRGB(x, y, 0xFFCC3300);
            }
        }

        assertMiddle(Pictures.file(picture, "png"), new Color(0xCC, 0x33, 0));
    }

    @Test
    void progressiveIsReadAndWeighsAllItsPixels() throws IOException {
        byte[] file = progressive(Pictures.plain(5_000, 4_000, new Color(20, 90, 160)));

        ImageHeader header = check.header(new ByteArrayInputStream(file));

        assertThat(header.decodedWhole()).isTrue();
        assertThat(renderer.pixelsInMemory(header)).isEqualTo(20_000_000);
        assertMiddle(file, new Color(20, 90, 160));
    }

    @Test
    void largePictureIsNotDecodedWhole() throws IOException {
        byte[] file = Pictures.file(Pictures.plain(10_000, 4_000, Color.BLUE), "jpeg");

        ImageHeader header = check.header(new ByteArrayInputStream(file));

        assertThat(renderer.pixelsInMemory(header)).isEqualTo(2_500_000);
        assertSizes(file, "150x150 320x128 640x256 1080x432");
    }

    @Test
    void sameFilesWhenRunTwice() throws IOException {
        byte[] photo = photo(1_200, 900, 8);

        Map<Variant, byte[]> first = rendered(photo);
        Map<Variant, byte[]> second = rendered(photo);

        for (Variant variant : Variant.thumbnails()) {
            assertThat(second.get(variant)).isEqualTo(first.get(variant));
        }
    }

    @Test
    void pixelsThatCannotBeDecodedAreDamaged() {
        byte[] file = Pictures.pngOf(300, 300);

        RefusedImageException refused =
                catchThrowableOfType(RefusedImageException.class, () -> rendered(file));

        assertThat(refused.reason()).isEqualTo(Reason.DAMAGED);
    }

    private void assertConverted(SampleProfile profile, Color stored, Color shown)
            throws IOException {
        BufferedImage plain = Pictures.plain(400, 300, stored);
        assertMiddle(withProfile(Pictures.file(plain, "jpeg"), profile.icc()), shown);
        assertMiddle(Pictures.withChunk(Pictures.file(plain, "png"), profile.icc()), shown);
    }

    private static byte[] withProfile(byte[] jpeg, byte[] icc) {
        byte[] part = new byte[14 + icc.length];
        System.arraycopy("ICC_PROFILE\0\1\1".getBytes(ISO_8859_1), 0, part, 0, 14);
        System.arraycopy(icc, 0, part, 14, icc.length);
        return Pictures.withSegment(jpeg, 0xE2, part);
    }

    private void assertMiddle(byte[] file, Color color) throws IOException {
        for (byte[] thumbnail : rendered(file).values()) {
            BufferedImage shown = Pictures.read(thumbnail);
            assertNear(shown.getRGB(shown.getWidth() / 2, shown.getHeight() / 2), color);
        }
    }

    private void assertSizes(byte[] file, String sizes) throws IOException {
        Map<Variant, byte[]> files = rendered(file);
        List<String> found =
                Variant.thumbnails().stream()
                        .map(variant -> shown(files, variant))
                        .map(picture -> picture.getWidth() + "x" + picture.getHeight())
                        .toList();
        assertThat(String.join(" ", found)).isEqualTo(sizes);
    }

    private static void assertNear(int rgb, Color color) {
        Color found = new Color(rgb);
        assertThat(
                        Math.max(
                                Math.abs(found.getRed() - color.getRed()),
                                Math.max(
                                        Math.abs(found.getGreen() - color.getGreen()),
                                        Math.abs(found.getBlue() - color.getBlue()))))
                .as("%s is near %s", found, color)
                .isLessThanOrEqualTo(NEAR);
    }

    private Map<Variant, byte[]> rendered(byte[] file) throws IOException {
        ImageHeader header = check.header(new ByteArrayInputStream(file));
        return renderer.render(new ByteArrayInputStream(file), header);
    }

    private static BufferedImage shown(Map<Variant, byte[]> files, Variant variant) {
        return Pictures.read(Objects.requireNonNull(files.get(variant)));
    }

    private static byte[] photo(int width, int height, int orientation) {
        return new SamplePhotos(5)
                .jpeg(1, new SampleShape(width, height, orientation, SampleProfile.NONE));
    }

    /** The quarters as a camera stores them that wants them turned this way (CIPA DC-008). */
    private static BufferedImage storedAs(int orientation) {
        // Which corner of the shown picture is at the stored top left, top right, bottom left and
        // bottom right.
        int[][] corners = {
            {0, 1, 2, 3}, {1, 0, 3, 2}, {3, 2, 1, 0}, {2, 3, 0, 1},
            {0, 2, 1, 3}, {1, 3, 0, 2}, {3, 1, 2, 0}, {2, 0, 3, 1}
        };
        boolean swapped = orientation >= 5;
        int width = swapped ? 600 : 800;
        int height = swapped ? 800 : 600;
        BufferedImage stored = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = (x < width / 2 ? 0 : 1) + (y < height / 2 ? 0 : 2);
                stored.setRGB(x, y, Pictures.CORNERS[corners[orientation - 1][at]].getRGB());
            }
        }
        return stored;
    }

    private static byte[] progressive(BufferedImage picture) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.write(null, new IIOImage(picture, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** A JPEG of four components with Adobe's segment, as its programs write CMYK. */
    private static byte[] cmyk(int[] samples) throws IOException {
        WritableRaster raster =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 400, 300, 4, null);
        for (int y = 0; y < 300; y++) {
            for (int x = 0; x < 400; x++) {
                raster.setPixel(x, y, samples);
            }
        }
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
        ImageWriter writer = writers.next();
        while (writers.hasNext()) {
            writer = writers.next();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }
        byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
        return Pictures.withSegment(bytes.toByteArray(), 0xEE, adobe);
    }
}
