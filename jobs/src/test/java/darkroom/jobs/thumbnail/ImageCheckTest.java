package darkroom.jobs.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import darkroom.jobs.sample.SamplePhotos;
import darkroom.jobs.sample.SampleProfile;
import darkroom.jobs.sample.SampleShape;
import darkroom.jobs.thumbnail.RefusedImageException.Reason;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageCheckTest {
    private static final byte[] JPEG = Pictures.file(Pictures.quarters(320, 200), "jpeg");
    private static final byte[] PNG = Pictures.file(Pictures.quarters(320, 200), "png");

    @TempDir private Path folder;

    private final ImageCheck check = new ImageCheck(ImageLimits.DEFAULT);

    @Test
    void jpegAndPngPassWithWhatTheirHeadersSay() throws IOException {
        assertThat(checked(JPEG))
                .isEqualTo(new CheckedImage(ImageFormat.JPEG, 320, 200, JPEG.length));
        assertThat(checked(PNG)).isEqualTo(new CheckedImage(ImageFormat.PNG, 320, 200, PNG.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void sizeIsThatOfThePictureAsShown(int orientation) throws IOException {
        SampleShape shape = new SampleShape(320, 200, orientation, SampleProfile.NONE);

        CheckedImage checked = checked(new SamplePhotos(1).jpeg(0, shape));

        assertThat(checked.width()).isEqualTo(320);
        assertThat(checked.height()).isEqualTo(200);
    }

    @Test
    void whatIsBehindTheEndOfAJpegDoesNotMatter() throws IOException {
        byte[] longer = Arrays.copyOf(JPEG, JPEG.length + 1_000);

        assertThat(checked(longer).width()).isEqualTo(320);
    }

    @Test
    void textIsNoImage() {
        assertThat(reason("hello, this is no picture".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Reason.NOT_AN_IMAGE);
        assertThat(reason(new byte[0])).isEqualTo(Reason.NOT_AN_IMAGE);
        assertThat(reason(new byte[] {(byte) 0xFF})).isEqualTo(Reason.NOT_AN_IMAGE);
    }

    @Test
    void otherFormatsAreNamed() {
        byte[] gif = Pictures.file(Pictures.quarters(16, 16), "gif");
        byte[] heic = "\0\0\0\u0018ftypheic\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(refusal(gif)).hasMessageContaining("a GIF");
        assertThat(refusal(heic)).hasMessageContaining("HEIC");
        assertThat(reason(heic)).isEqualTo(Reason.UNSUPPORTED);
    }

    @Test
    void everyStartOfAPictureIsTruncated() {
        for (byte[] whole : new byte[][] {JPEG, PNG}) {
            for (int bytes = 12; bytes < whole.length; bytes++) {
                assertThat(reason(Pictures.start(whole, bytes)))
                        .as("first %d of %d bytes", bytes, whole.length)
                        .isEqualTo(Reason.TRUNCATED);
            }
        }
    }

    @Test
    void bombIsRefusedByItsHeaderInFlatMemory() throws IOException {
        byte[] png = Pictures.pngOf(20_000, 20_000);
        byte[] jpeg = Pictures.jpegSaying(JPEG, 20_000, 20_000);
        assertThat(reason(png)).isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(reason(jpeg)).isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(reason(Pictures.pngOf(Integer.MAX_VALUE, Integer.MAX_VALUE)))
                .isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(reason(Pictures.pngOf(-1, -1))).isEqualTo(Reason.TOO_MANY_PIXELS);
        Path file = Files.write(folder.resolve("bomb"), png);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> check.check(file)).isInstanceOf(RefusedImageException.class);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    }

    @Test
    void pixelsUpToTheLimitPass() throws IOException {
        assertThat(checked(Pictures.pngOf(10_000, 10_000)).width()).isEqualTo(10_000);
        assertThat(reason(Pictures.pngOf(10_000, 10_001))).isEqualTo(Reason.TOO_MANY_PIXELS);
    }

    @Test
    void fileOverTheLimitIsRefusedUnread() throws IOException {
        ImageCheck small = new ImageCheck(new ImageLimits(100_000_000, JPEG.length - 1));
        Path file = Files.write(folder.resolve("large"), JPEG);

        RefusedImageException refused =
                catchThrowableOfType(RefusedImageException.class, () -> small.check(file));

        assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void headersThatCannotBeAreDamaged() {
        byte[] flipped = PNG.clone();
        flipped[30] ^= 1;
        byte[] noMarker = JPEG.clone();
        noMarker[2] = 0;

        assertThat(reason(flipped)).isEqualTo(Reason.DAMAGED);
        assertThat(reason(noMarker)).isEqualTo(Reason.DAMAGED);
        assertThat(reason(Pictures.pngOf(0, 10))).isEqualTo(Reason.DAMAGED);
        assertThat(reason(Pictures.jpegSaying(JPEG, 10, 0))).isEqualTo(Reason.DAMAGED);
    }

    @Test
    void brokenExifSaysNothing() throws IOException {
        byte[] exif = new byte[60_000];
        byte[] start = "Exif\0\0MM\0*\0\0\0\u0008\u7fff".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(start, 0, exif, 0, start.length);

        assertThat(checked(Pictures.withSegment(JPEG, 0xE1, exif)).width()).isEqualTo(320);
    }

    @Test
    void manyScansAreRefused() {
        byte[] scan = {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 0, 63, 0};
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(JPEG, 0, JPEG.length - 2);
        for (int i = 0; i < 200; i++) {
            file.writeBytes(scan);
        }
        file.write(JPEG, JPEG.length - 2, 2);

        assertThat(reason(file.toByteArray())).isEqualTo(Reason.DAMAGED);
    }

    @Test
    void plainPicturesOfAnySizePass() throws IOException {
        assertThat(checked(Pictures.file(Pictures.plain(1, 1, Color.RED), "jpeg")).height())
                .isEqualTo(1);
    }

    private CheckedImage checked(byte[] file) throws IOException {
        return check.check(Files.write(folder.resolve("upload"), file));
    }

    private RefusedImageException refusal(byte[] file) {
        return catchThrowableOfType(RefusedImageException.class, () -> checked(file));
    }

    private Reason reason(byte[] file) {
        RefusedImageException refused = refusal(file);
        assertThat(refused).isNotNull();
        return refused.reason();
    }
}
