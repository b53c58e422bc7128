package darkroom.jobs.sample;

/**
 * What a sample is to be like.
 *
 * @param width in pixels as it is shown, 16..10,000
 * @param height in pixels as it is shown, 16..10,000
 * @param orientation EXIF's value, 1..8: the pixels are stored so that a viewer that honours it
 *     shows the picture upright
 * @param profile whose colours they are said to be
 */
public record SampleShape(int width, int height, int orientation, SampleProfile profile) {
    /** Checks the bounds. */
    public SampleShape {
        if (width < 16 || width > 10_000 || height < 16 || height > 10_000) {
            throw new IllegalArgumentException(
                    "cannot make a sample of "
                            + width
                            + " x "
                            + height
                            + " pixels: expected 16..10000 each");
        }
        if (orientation < 1 || orientation > 8) {
            throw new IllegalArgumentException(
                    "cannot turn a sample by orientation " + orientation + ": expected 1..8");
        }
    }
}
