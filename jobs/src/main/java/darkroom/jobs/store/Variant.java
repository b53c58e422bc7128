package darkroom.jobs.store;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which file of a photo. A closed set, so that no name from outside ever becomes a path. */
public enum Variant {
    /** The file as it was uploaded, with its metadata; never shown to anyone but its owner. */
    ORIGINAL("original"),
    /** A JPEG of the middle square, at most 150 pixels a side. */
    SQUARE_150("150"),
    /** A JPEG at most 320 pixels wide and 640 high. */
    WIDE_320("320"),
    /** A JPEG at most 640 pixels wide and 1,280 high. */
    WIDE_640("640"),
    /** A JPEG at most 1,080 pixels wide and 2,160 high. */
    WIDE_1080("1080");

    private static final List<Variant> THUMBNAILS =
            List.of(SQUARE_150, WIDE_320, WIDE_640, WIDE_1080);

    private final String label;

    Variant(String label) {
        this.label = label;
    }

    /** All but the original, smallest first. */
    public static List<Variant> thumbnails() {
        return THUMBNAILS;
    }

    /** The variant of this label, if it is one. */
    public static Optional<Variant> ofLabel(String label) {
        return Arrays.stream(values()).filter(variant -> variant.label.equals(label)).findFirst();
    }

    /** Its name in addresses and on disk: {@code original}, {@code 150}, {@code 320} and so on. */
    public String label() {
        return label;
    }
}
