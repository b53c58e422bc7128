package darkroom.jobs.thumbnail;

import darkroom.jobs.thumbnail.RefusedImageException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The first bytes of a file, by which it is told what it is. */
final class Signature {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private Signature() {}

    /**
     * Reads past the signature: 2 bytes of a JPEG, 8 of a PNG.
     *
     * @throws RefusedImageException if it is neither
     */
    static ImageFormat read(Bytes bytes) throws IOException {
        byte[] two = bytes.takeUpTo(2);
        if (two.length == 2 && two[0] == (byte) 0xFF && two[1] == (byte) 0xD8) {
            return ImageFormat.JPEG;
        }
        byte[] eight = joined(two, bytes.takeUpTo(6));
        if (Arrays.equals(eight, PNG)) {
            return ImageFormat.PNG;
        }
        throw refusal(bytes, joined(eight, bytes.takeUpTo(4)));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static RefusedImageException refusal(Bytes bytes, byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith("GIF8")) {
            return bytes.unsupported("a GIF");
        }
        if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
            return bytes.unsupported("a WebP");
        }
        if (text.startsWith("ftyp", 4)) {
            return bytes.unsupported("a HEIC, an AVIF or a film");
        }
        if (text.startsWith("II*\0") || text.startsWith("MM\0*")) {
            return bytes.unsupported("a TIFF or a raw picture");
        }
        return new RefusedImageException(
                Reason.NOT_AN_IMAGE,
                "cannot take the file: expected a JPEG or a PNG, found something else by its first"
                        + " bytes; send a picture");
    }
}
