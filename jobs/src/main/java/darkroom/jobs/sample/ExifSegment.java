package darkroom.jobs.sample;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes what a phone writes of a picture (CIPA DC-008): camera, time, orientation, and where it
 * was taken. Big-endian; three directories one after the other, each with its values behind it.
 */
final class ExifSegment {
    private static final int HEADER_BYTES = 8;
    private static final int ASCII = 2;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int RATIONAL = 5;

    private ExifSegment() {}

    /**
     * The TIFF structure that stands after {@code Exif\0\0} in an APP1 segment.
     *
     * @param orientation 1..8
     * @param latitude degrees north, -90..90
     * @param longitude degrees east, -180..180
     */
    static byte[] tiff(int orientation, double latitude, double longitude) {
        Directory main = new Directory();
        main.ascii(0x010F, "Darkroom");
        main.ascii(0x0110, "Sample Camera 1");
        main.shorts(0x0112, orientation);
        main.ascii(0x0132, "2026:06:21 12:34:56");
        Directory exif = new Directory();
        exif.rational(0x829A, 1, 250);
        exif.rational(0x829D, 18, 10);
        exif.shorts(0x8827, 64);
        exif.ascii(0x9003, "2026:06:21 12:34:56");
        Directory gps = new Directory();
        gps.ascii(0x0001, latitude < 0 ? "S" : "N");
        gps.degrees(0x0002, Math.abs(latitude));
        gps.ascii(0x0003, longitude < 0 ? "W" : "E");
        gps.degrees(0x0004, Math.abs(longitude));
        // The two pointers are entries of the main directory, so its length is known before they
        // are.
        int exifStart = HEADER_BYTES + main.bytesWith(2);
        int gpsStart = exifStart + exif.bytesWith(0);
        main.longs(0x8769, exifStart);
        main.longs(0x8825, gpsStart);
        return written(
                out -> {
                    out.writeBytes("MM");
                    out.writeShort(42);
                    out.writeInt(HEADER_BYTES);
                    main.write(out, HEADER_BYTES);
                    exif.write(out, exifStart);
                    gps.write(out, gpsStart);
                });
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return bytes.toByteArray();
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    /** One entry of a directory: its value is of 4 bytes at least, and of an even number. */
    private static final class Entry {
        private final int tag;
        private final int type;
        private final int count;
        private final byte[] value;

        Entry(int tag, int type, int count, Writing value) {
            this.tag = tag;
            this.type = type;
            this.count = count;
            byte[] bytes = written(value);
            int length = Math.max(4, bytes.length + bytes.length % 2);
            this.value = Arrays.copyOf(bytes, length);
        }
    }

    private static final class Directory {
        private final List<Entry> entries = new ArrayList<>();

        void ascii(int tag, String text) {
            byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
            entries.add(new Entry(tag, ASCII, bytes.length, out -> out.write(bytes)));
        }

        void shorts(int tag, int value) {
            entries.add(new Entry(tag, SHORT, 1, out -> out.writeShort(value)));
        }

        void longs(int tag, int value) {
            entries.add(new Entry(tag, LONG, 1, out -> out.writeInt(value)));
        }

        void rational(int tag, int numerator, int denominator) {
            Writing value =
                    out -> {
                        out.writeInt(numerator);
                        out.writeInt(denominator);
                    };
            entries.add(new Entry(tag, RATIONAL, 1, value));
        }

        void degrees(int tag, double degrees) {
            int whole = (int) degrees;
            int minutes = (int) ((degrees - whole) * 60);
            double seconds = ((degrees - whole) * 60 - minutes) * 60;
            Writing value =
                    out -> {
                        out.writeInt(whole);
                        out.writeInt(1);
                        out.writeInt(minutes);
                        out.writeInt(1);
                        out.writeInt((int) (seconds * 1_000));
                        out.writeInt(1_000);
                    };
            entries.add(new Entry(tag, RATIONAL, 3, value));
        }

        /** Its length with this many more entries, whose values fit into them. */
        int bytesWith(int more) {
            return tableBytes(entries.size() + more) + behindBytes();
        }

        private static int tableBytes(int entries) {
            return 2 + 12 * entries + 4;
        }

        private int behindBytes() {
            return entries.stream().mapToInt(e -> e.value.length > 4 ? e.value.length : 0).sum();
        }

        void write(DataOutputStream out, int start) throws IOException {
            int behind = start + tableBytes(entries.size());
            out.writeShort(entries.size());
            for (Entry entry : entries) {
                out.writeShort(entry.tag);
                out.writeShort(entry.type);
                out.writeInt(entry.count);
                if (entry.value.length > 4) {
                    out.writeInt(behind);
                    behind += entry.value.length;
                } else {
                    out.write(entry.value);
                }
            }
            out.writeInt(0);
            for (Entry entry : entries) {
                if (entry.value.length > 4) {
                    out.write(entry.value);
                }
            }
        }
    }
}
