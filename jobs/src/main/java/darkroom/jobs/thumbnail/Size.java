package darkroom.jobs.thumbnail;

/**
 * A width and a height in pixels, each above 0.
 *
 * @param width in pixels
 * @param height in pixels
 */
record Size(int width, int height) {
    Size {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "cannot make a picture of "
                            + width
                            + " x "
                            + height
                            + " pixels: expected at least 1 x 1");
        }
    }

    long pixels() {
        return (long) width * height;
    }

    /** Width and height in each other's place. */
    Size turned() {
        return new Size(/* width= */ height, /* height= */ width);
    }

    int shortSide() {
        return Math.min(width, height);
    }

    /** The largest size of the same shape within {@code box}, never larger than this one. */
    Size within(Size box) {
        double scale =
                Math.min(1.0, Math.min(box.width / (double) width, box.height / (double) height));
        return new Size(
                Math.max(1, (int) Math.round(width * scale)),
                Math.max(1, (int) Math.round(height * scale)));
    }
}
