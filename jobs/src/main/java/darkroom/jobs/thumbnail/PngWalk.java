package darkroom.jobs.thumbnail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Walks the chunks of a PNG (ISO/IEC 15948, 5.3) from after its signature to its end chunk. */
final class PngWalk {
    private static final int PROFILE_BYTES_MAX = 4 << 20;
    private static final int KEPT_BYTES_MAX = 4 << 20;
    private static final int STEP_BYTES = 1 << 16;
    private static final int NAME_BYTES_MAX = 79;

    private final Bytes bytes;
    private @Nullable Size size;
    private boolean interlaced;
    private boolean hasData;
    private Orientation orientation = Orientation.AS_IS;
    private byte[] profile = {};

    PngWalk(Bytes bytes) {
        this.bytes = bytes;
    }

    ImageHeader walk() throws IOException {
        String type = chunk();
        if (!type.equals("IHDR")) {
            throw bytes.damaged("it does not start with its header");
        }
        while (!type.equals("IEND")) {
            type = chunk();
        }
        Size found = size;
        if (found == null || !hasData) {
            throw bytes.damaged("it holds no pixels");
        }
        return new ImageHeader(ImageFormat.PNG, found, orientation, profile, interlaced);
    }

    /** Reads one chunk; its type. */
    private String chunk() throws IOException {
        long length = bytes.u32();
        if (length > Integer.MAX_VALUE) {
            throw bytes.damaged("a chunk is longer than 2^31 - 1 bytes");
        }
        byte[] type = bytes.take(4);
        String name = new String(type, StandardCharsets.ISO_8859_1);
        CRC32 sum = new CRC32();
        sum.update(type);
        switch (name) {
            case "IHDR" -> header(kept(length, sum));
            case "iCCP" -> profile = profileIn(kept(length, sum));
            case "eXIf" -> orientation = Orientation.ofExif(kept(length, sum));
            default -> pass(length, sum);
        }
        hasData |= name.equals("IDAT") && length > 0;
        if (bytes.u32() != sum.getValue()) {
            throw bytes.damaged("the check sum of a chunk is wrong");
        }
        return name;
    }

    private byte[] kept(long length, CRC32 sum) throws IOException {
        if (length > KEPT_BYTES_MAX) {
            throw bytes.damaged("its metadata is larger than " + KEPT_BYTES_MAX + " bytes");
        }
        byte[] content = bytes.take((int) length);
        sum.update(content);
        return content;
    }

    private void pass(long length, CRC32 sum) throws IOException {
        long left = length;
        while (left > 0) {
            byte[] step = bytes.take((int) Math.min(left, STEP_BYTES));
            sum.update(step);
            left -= step.length;
        }
    }

    private void header(byte[] content) throws IOException {
        if (size != null || content.length != 13) {
            throw bytes.damaged("its header is not one of 13 bytes");
        }
        Bytes fields = new Bytes(new ByteArrayInputStream(content), ImageLimits.DEFAULT);
        size = bytes.size(fields.u32(), fields.u32());
        interlaced = content[12] != 0;
    }

    /** A name of 1 to 79 bytes, a zero, the method (zero: deflate), the profile deflated. */
    private byte[] profileIn(byte[] content) {
        int end = 0;
        while (end < content.length && end <= NAME_BYTES_MAX && content[end] != 0) {
            end++;
        }
        int start = end + 2;
        if (start > content.length) {
            return new byte[0];
        }
        byte[] inflated;
        try (InflaterInputStream stream =
                new InflaterInputStream(
                        new ByteArrayInputStream(content, start, content.length - start))) {
            inflated = stream.readNBytes(PROFILE_BYTES_MAX + 1);
        } catch (IOException e) {
            // A profile that cannot be inflated says nothing of the colours: they pass for sRGB.
            return new byte[0];
        }
        if (inflated.length > PROFILE_BYTES_MAX) {
            throw bytes.damaged(
                    "its colour profile is larger than " + PROFILE_BYTES_MAX + " bytes");
        }
        return inflated;
    }
}
