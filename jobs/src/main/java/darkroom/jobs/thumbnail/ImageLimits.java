package darkroom.jobs.thumbnail;

/**
 * How large a picture may be.
 *
 * @param pixelsMax width times height by the header, 1 to 2^31 - 1
 * @param bytesMax length of the file, 1 to 2^31 - 1
 */
public record ImageLimits(long pixelsMax, long bytesMax) {
    /** 100 megapixels, 30 megabytes (30 * 2^20 bytes). */
    public static final ImageLimits DEFAULT = new ImageLimits(100_000_000, 30L << 20);

    /** Checks both. */
    public ImageLimits {
        check("pixels", pixelsMax);
        check("bytes", bytesMax);
    }

    private static void check(String what, long max) {
        if (max < 1 || max > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "cannot limit pictures to "
                            + max
                            + " "
                            + what
                            + ": expected 1.."
                            + Integer.MAX_VALUE);
        }
    }
}
