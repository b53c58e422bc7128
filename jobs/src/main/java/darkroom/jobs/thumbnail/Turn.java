package darkroom.jobs.thumbnail;

import java.awt.image.BufferedImage;

/** Turns pixels as an orientation asks. */
final class Turn {
    private Turn() {}

    /** The picture as it is to be shown; the same one where there is nothing to turn. */
    static BufferedImage of(BufferedImage stored, Orientation orientation) {
        if (orientation == Orientation.AS_IS) {
            return stored;
        }
        int width = stored.getWidth();
        int height = stored.getHeight();
        Size shown = new Size(width, height);
        if (orientation.swapsSides()) {
            shown = shown.turned();
        }
        int right = shown.width() - 1;
        int low = shown.height() - 1;
        int[] from = stored.getRGB(0, 0, width, height, null, 0, width);
        int[] to = new int[from.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column =
                        switch (orientation) {
                            case AS_IS, FLIP_TURN_180 -> x;
                            case FLIP, TURN_180 -> right - x;
                            case TRANSPOSE, TURN_270 -> y;
                            case TURN_90, TRANSVERSE -> right - y;
                        };
                int row =
                        switch (orientation) {
                            case AS_IS, FLIP -> y;
                            case TURN_180, FLIP_TURN_180 -> low - y;
                            case TRANSPOSE, TURN_90 -> x;
                            case TRANSVERSE, TURN_270 -> low - x;
                        };
                to[row * shown.width() + column] = from[y * width + x];
            }
        }
        BufferedImage turned =
                new BufferedImage(shown.width(), shown.height(), BufferedImage.TYPE_INT_RGB);
        turned.setRGB(0, 0, shown.width(), shown.height(), to, 0, shown.width());
        return turned;
    }
}
