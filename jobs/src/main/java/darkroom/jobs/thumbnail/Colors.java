package darkroom.jobs.thumbnail;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.color.ProfileDataException;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.WritableRaster;

/** Converts colours to sRGB. */
final class Colors {
    private static final int PROFILE_BYTES_MIN = 128;

    private Colors() {}

    /**
     * The picture in sRGB; as it is where its profile is missing, broken or not one of its kind.
     *
     * @param picture of {@link BufferedImage#TYPE_3BYTE_BGR}, in the colours of {@code profile}
     */
    static BufferedImage toSrgb(BufferedImage picture, byte[] profile) {
        if (profile.length < PROFILE_BYTES_MIN) {
            return picture;
        }
        try {
            ICC_Profile from = ICC_Profile.getInstance(profile);
            return switch (from.getColorSpaceType()) {
                case ColorSpace.TYPE_RGB -> converted(picture, from, picture.getRaster());
                case ColorSpace.TYPE_GRAY -> converted(picture, from, oneBand(picture));
                default -> picture;
            };
        } catch (IllegalArgumentException | CMMException | ProfileDataException broken) {
            // A viewer that cannot read a profile shows the colours as sRGB; so do we.
            return picture;
        }
    }

    private static BufferedImage converted(
            BufferedImage picture, ICC_Profile from, WritableRaster samples) {
        ICC_Profile to = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
        BufferedImage converted =
                new BufferedImage(
                        picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        new ColorConvertOp(new ICC_Profile[] {from, to}, null)
                .filter(samples, converted.getRaster());
        return converted;
    }

    /** A grey picture was spread over three bands when it was decoded; each holds the same. */
    private static WritableRaster oneBand(BufferedImage picture) {
        BufferedImage grey =
                new BufferedImage(
                        picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        int[] row = new int[picture.getWidth()];
        for (int y = 0; y < picture.getHeight(); y++) {
            picture.getRaster().getSamples(0, y, row.length, 1, 1, row);
            grey.getRaster().setSamples(0, y, row.length, 1, 0, row);
        }
        return grey.getRaster();
    }
}
