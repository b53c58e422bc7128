package darkroom.jobs.thumbnail;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Decoded samples as opaque red, green and blue of 8 bits, in the colour space they were stored in.
 *
 * <p>The samples are read as they are, past Java's colour model: to it, grey is linear light, and
 * to draw it would change every tone.
 */
final class Samples {
    private Samples() {}

    /** What was decoded, over white where it is transparent. */
    static BufferedImage opaque(BufferedImage decoded) {
        if (decoded.getType() == BufferedImage.TYPE_3BYTE_BGR) {
            return decoded;
        }
        int width = decoded.getWidth();
        int height = decoded.getHeight();
        BufferedImage opaque = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Rows rows = rowsOf(decoded);
        byte[] row = new byte[width * 3];
        for (int y = 0; y < height; y++) {
            rows.read(y, row);
            opaque.getRaster().setDataElements(0, y, width, 1, row);
        }
        return opaque;
    }

    private static Rows rowsOf(BufferedImage decoded) {
        return decoded.getColorModel() instanceof IndexColorModel palette
                ? (y, row) -> indexed(decoded.getRaster(), palette, y, row)
                : new Direct(decoded);
    }

    private static void indexed(Raster raster, IndexColorModel palette, int y, byte[] row) {
        int[] indexes = raster.getPixels(0, y, raster.getWidth(), 1, (int[]) null);
        for (int x = 0; x < indexes.length; x++) {
            int color = palette.getRGB(indexes[x]);
            int alpha = color >>> 24;
            row[x * 3] = over(color >> 16 & 255, alpha);
            row[x * 3 + 1] = over(color >> 8 & 255, alpha);
            row[x * 3 + 2] = over(color & 255, alpha);
        }
    }

    private static byte over(int value, int alpha) {
        return (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
    }

    /** Fills in one row: red, green, blue and so on from the left. */
    private interface Rows {
        void read(int y, byte[] row);
    }

    /** Grey or colour, with transparency or without, of up to 16 bits a sample. */
    private static final class Direct implements Rows {
        private final Raster raster;
        private final int bands;
        private final boolean colored;
        private final boolean transparent;
        private final int shift;

        Direct(BufferedImage decoded) {
            ColorModel model = decoded.getColorModel();
            this.raster = decoded.getRaster();
            this.bands = raster.getNumBands();
            this.transparent = model.hasAlpha();
            this.colored = bands - (transparent ? 1 : 0) >= 3;
            this.shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
        }

        @Override
        public void read(int y, byte[] row) {
            int[] samples = raster.getPixels(0, y, raster.getWidth(), 1, (int[]) null);
            for (int x = 0; x < raster.getWidth(); x++) {
                int at = x * bands;
                int alpha = transparent ? samples[at + bands - 1] >> shift : 255;
                row[x * 3] = over(samples[at] >> shift, alpha);
                row[x * 3 + 1] = over(samples[colored ? at + 1 : at] >> shift, alpha);
                row[x * 3 + 2] = over(samples[colored ? at + 2 : at] >> shift, alpha);
            }
        }
    }
}
