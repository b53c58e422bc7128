package darkroom.jobs.thumbnail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Walks the segments of a JPEG (ISO/IEC 10918-1, annex B) from after its first marker to its end
 * marker. What follows the end marker is not looked at: cameras append previews and films there.
 */
final class JpegWalk {
    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int APP1 = 0xE1;
    private static final int APP2 = 0xE2;
    private static final int PROFILE_BYTES_MAX = 4 << 20;

    /** Encoders write some ten; each more costs a pass over all pixels for a few bytes of file. */
    private static final int SCANS_MAX = 100;

    private static final String EXIF = "Exif\0\0";
    private static final String ICC = "ICC_PROFILE\0";

    private final Bytes bytes;
    private final SortedMap<Integer, byte[]> profileParts = new TreeMap<>();
    private int profileBytes;
    private int components;
    private @Nullable Size size;
    private boolean progressive;
    private int scans;
    private Orientation orientation = Orientation.AS_IS;

    JpegWalk(Bytes bytes) {
        this.bytes = bytes;
    }

    ImageHeader walk() throws IOException {
        int marker = nextMarker();
        while (marker != EOI) {
            if (marker == SOS) {
                marker = scan();
            } else {
                segment(marker);
                marker = nextMarker();
            }
        }
        Size found = size;
        if (found == null || scans == 0) {
            throw bytes.damaged("it ends before its first scan");
        }
        return new ImageHeader(ImageFormat.JPEG, found, orientation, profile(), progressive);
    }

    private int nextMarker() throws IOException {
        int first = bytes.u8();
        if (first != 0xFF) {
            throw bytes.damaged("a marker was expected");
        }
        return markerAfterFill();
    }

    private int markerAfterFill() throws IOException {
        int marker = bytes.u8();
        while (marker == 0xFF) {
            marker = bytes.u8();
        }
        return marker;
    }

    private void segment(int marker) throws IOException {
        if (marker == SOI || marker == 0) {
            throw bytes.damaged("a marker was expected");
        }
        if (standsAlone(marker)) {
            return;
        }
        int length = bytes.u16() - 2;
        if (length < 0) {
            throw bytes.damaged("a segment is shorter than its own length");
        }
        if (isFrame(marker)) {
            frame(marker, length);
        } else if (marker == APP1) {
            exif(bytes.take(length));
        } else if (marker == APP2) {
            profilePart(bytes.take(length));
        } else {
            bytes.skip(length);
        }
    }

    /** TEM and the restart markers have no length. */
    private static boolean standsAlone(int marker) {
        return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7);
    }

    /** SOF0..SOF15 but DHT, JPG and DAC, which share their range. */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0
                && marker <= 0xCF
                && marker != 0xC4
                && marker != 0xC8
                && marker != 0xCC;
    }

    private void frame(int marker, int length) throws IOException {
        if (size != null) {
            throw bytes.damaged("it has two frames");
        }
        if (length < 6) {
            throw bytes.damaged("its frame header is too short");
        }
        if (marker > 0xC2) {
            throw bytes.unsupported("a lossless, hierarchical or arithmetic JPEG");
        }
        int bits = bytes.u8();
        int height = bytes.u16();
        int width = bytes.u16();
        components = bytes.u8();
        size = bytes.size(width, height);
        if (bits != 8) {
            throw bytes.unsupported("a JPEG of " + bits + " bits a sample");
        }
        if (components != 1 && components != 3 && components != 4) {
            throw bytes.unsupported("a JPEG of " + components + " components");
        }
        progressive = marker == 0xC2;
        bytes.skip(length - 6L);
    }

    /** Passes over one scan's coded data; the marker after it. */
    private int scan() throws IOException {
        if (size == null) {
            throw bytes.damaged("a scan comes before its frame");
        }
        int length = bytes.u16() - 2;
        if (length < 0) {
            throw bytes.damaged("a segment is shorter than its own length");
        }
        bytes.skip(length);
        if (++scans > SCANS_MAX) {
            throw bytes.damaged("it has more than " + SCANS_MAX + " scans");
        }
        while (true) {
            if (bytes.u8() == 0xFF) {
                int marker = markerAfterFill();
                // A zero is a stuffed data byte 0xFF.
                if (marker != 0 && !standsAlone(marker)) {
                    return marker;
                }
            }
        }
    }

    private void exif(byte[] content) {
        if (startsWith(content, EXIF)) {
            orientation =
                    Orientation.ofExif(Arrays.copyOfRange(content, EXIF.length(), content.length));
        }
    }

    /** A part of a profile: its number from 1, how many there are, its bytes (ICC.1, annex B.4). */
    private void profilePart(byte[] content) {
        int start = ICC.length() + 2;
        if (!startsWith(content, ICC) || content.length < start) {
            return;
        }
        byte[] part = Arrays.copyOfRange(content, start, content.length);
        profileBytes += part.length;
        if (profileBytes > PROFILE_BYTES_MAX) {
            throw bytes.damaged(
                    "its colour profile is larger than " + PROFILE_BYTES_MAX + " bytes");
        }
        profileParts.put(content[start - 2] & 0xFF, part);
    }

    /** That of a grey picture: the decoder applies those of colour pictures itself. */
    private byte[] profile() {
        if (components != 1) {
            return new byte[0];
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream(profileBytes);
        profileParts.values().forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    private static boolean startsWith(byte[] content, String ascii) {
        byte[] start = ascii.getBytes(StandardCharsets.US_ASCII);
        return content.length >= start.length
                && Arrays.equals(content, 0, start.length, start, 0, start.length);
    }
}
