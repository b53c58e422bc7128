package darkroom.jobs.thumbnail;

import java.util.Arrays;

/**
 * What was read of a picture without decoding a pixel.
 *
 * <p>Not a record: its profile is an array, which records compare by identity.
 */
final class ImageHeader {
    private final ImageFormat format;
    private final Size stored;
    private final Orientation orientation;
    private final byte[] profile;
    private final boolean decodedWhole;

    ImageHeader(
            ImageFormat format,
            Size stored,
            Orientation orientation,
            byte[] profile,
            boolean decodedWhole) {
        this.format = format;
        this.stored = stored;
        this.orientation = orientation;
        this.profile = profile.clone();
        this.decodedWhole = decodedWhole;
    }

    ImageFormat format() {
        return format;
    }

    /** As its pixels are stored, before orientation. */
    Size stored() {
        return stored;
    }

    /** As it is to be shown. */
    Size shown() {
        return orientation.swapsSides() ? stored.turned() : stored;
    }

    Orientation orientation() {
        return orientation;
    }

    /** The ICC profile that is left to be applied after decoding; empty when there is none. */
    byte[] profile() {
        return Arrays.copyOf(profile, profile.length);
    }

    /**
     * Whether a decoder must hold the whole picture (progressive, interlaced), subsampled or not.
     */
    boolean decodedWhole() {
        return decodedWhole;
    }
}
