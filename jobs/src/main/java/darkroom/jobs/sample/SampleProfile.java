package darkroom.jobs.sample;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The colour profile that a sample says its colours are in. The profiles are written here from the
 * published primaries (as adapted to D50) and curves, so that none of other people's is shipped.
 */
public enum SampleProfile {
    /** No profile, so sRGB. */
    NONE,
    /** Adobe RGB (1998), gamma 563/256. */
    ADOBE_RGB,
    /** Display P3: the primaries of DCI-P3 adapted to D50, the curve of sRGB. */
    DISPLAY_P3;

    private static final double ADOBE_GAMMA = 563.0 / 256;
    private static final double[][] ADOBE_PRIMARIES = {
        {0.60974, 0.31111, 0.01947}, {0.20528, 0.62567, 0.06087}, {0.14919, 0.06322, 0.74457}
    };
    private static final double[][] P3_PRIMARIES = {
        {0.51512, 0.24120, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.15710, 0.06657, 0.78407}
    };
    private static final double[] D50 = {0.96420, 1.0, 0.82491};
    private static final int CURVE_POINTS = 1_024;
    private static final int HEADER_BYTES = 128;

    /** An ICC profile of version 2.4 (ICC.1:2001-04); empty for {@link #NONE}. */
    public byte[] icc() {
        if (this == NONE) {
            return new byte[0];
        }
        double[][] primaries = this == ADOBE_RGB ? ADOBE_PRIMARIES : P3_PRIMARIES;
        String[] names = {"desc", "cprt", "wtpt", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"};
        byte[] curve = curve();
        byte[][] tags = {
            description(),
            text("Public domain"),
            xyz(D50),
            xyz(primaries[0]),
            xyz(primaries[1]),
            xyz(primaries[2]),
            curve,
            curve,
            curve
        };
        return profile(names, tags);
    }

    private static byte[] profile(String[] names, byte[][] tags) {
        int start = HEADER_BYTES + 4 + 12 * names.length;
        return written(
                out -> {
                    int bytes = start;
                    for (byte[] tag : tags) {
                        bytes += tag.length;
                    }
                    header(out, bytes);
                    out.writeInt(names.length);
                    int offset = start;
                    for (int i = 0; i < names.length; i++) {
                        out.writeBytes(names[i]);
                        out.writeInt(offset);
                        out.writeInt(tags[i].length);
                        offset += tags[i].length;
                    }
                    for (byte[] tag : tags) {
                        out.write(tag);
                    }
                });
    }

    private static void header(DataOutputStream out, int bytes) throws IOException {
        out.writeInt(bytes);
        out.writeInt(0);
        out.writeInt(0x02400000);
        out.writeBytes("mntrRGB XYZ ");
        for (int part : new int[] {2026, 1, 1, 0, 0, 0}) {
            out.writeShort(part);
        }
        out.writeBytes("acsp");
        out.write(new byte[HEADER_BYTES - 40 - 12 - 48]);
        for (double part : D50) {
            out.writeInt(fixed(part));
        }
        out.write(new byte[48]);
    }

    private byte[] description() {
        byte[] ascii = name().getBytes(StandardCharsets.US_ASCII);
        return written(
                out -> {
                    out.writeBytes("desc");
                    out.writeInt(0);
                    out.writeInt(ascii.length + 1);
                    out.write(ascii);
                    // The end of the text, then an empty Unicode and an empty Macintosh one.
                    out.write(new byte[1 + 8 + 3 + 67]);
                });
    }

    private static byte[] text(String ascii) {
        return written(
                out -> {
                    out.writeBytes("text");
                    out.writeInt(0);
                    out.writeBytes(ascii);
                    out.write(0);
                });
    }

    private static byte[] xyz(double[] values) {
        return written(
                out -> {
                    out.writeBytes("XYZ ");
                    out.writeInt(0);
                    for (double value : values) {
                        out.writeInt(fixed(value));
                    }
                });
    }

    private byte[] curve() {
        return written(
                out -> {
                    out.writeBytes("curv");
                    out.writeInt(0);
                    out.writeInt(CURVE_POINTS);
                    for (int i = 0; i < CURVE_POINTS; i++) {
                        double linear = linear(i / (CURVE_POINTS - 1.0));
                        out.writeShort((int) Math.round(linear * 65_535));
                    }
                });
    }

    /** From a stored value to light, both 0..1; for P3 by IEC 61966-2-1. */
    private double linear(double value) {
        if (this == ADOBE_RGB) {
            return Math.pow(value, ADOBE_GAMMA);
        }
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    private static int fixed(double value) {
        return (int) Math.round(value * 65_536);
    }

    /** What {@code writing} wrote, filled up to a multiple of four bytes as ICC asks. */
    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
            while (out.size() % 4 != 0) {
                out.write(0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return bytes.toByteArray();
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }
}
