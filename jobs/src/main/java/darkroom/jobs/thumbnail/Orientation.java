package darkroom.jobs.thumbnail;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import org.jspecify.annotations.Nullable;

/**
 * How a picture's pixels are to be turned before they are shown: the eight values of EXIF's tag
 * 0x0112 (CIPA DC-008, 4.6.4 A), named by what is to be done.
 */
enum Orientation {
    /** 1: as it is. */
    AS_IS(false),
    /** 2: mirrored left to right. */
    FLIP(false),
    /** 3: turned by 180 degrees. */
    TURN_180(false),
    /** 4: mirrored top to bottom. */
    FLIP_TURN_180(false),
    /** 5: rows become columns. */
    TRANSPOSE(true),
    /** 6: turned by 90 degrees clockwise. */
    TURN_90(true),
    /** 7: mirrored along the other diagonal. */
    TRANSVERSE(true),
    /** 8: turned by 90 degrees counter-clockwise. */
    TURN_270(true);

    private final boolean swapsSides;

    Orientation(boolean swapsSides) {
        this.swapsSides = swapsSides;
    }

    /** Whether width and height change places. */
    boolean swapsSides() {
        return swapsSides;
    }

    /**
     * What this EXIF block asks for; as it is, where it asks for nothing or cannot be read.
     *
     * @param tiff the TIFF structure after {@code Exif\0\0}
     */
    static Orientation ofExif(byte[] tiff) {
        Integer value = valueOf(tiff);
        Orientation[] all = values();
        return value == null || value < 1 || value > all.length ? AS_IS : all[value - 1];
    }

    private static @Nullable Integer valueOf(byte[] tiff) {
        Metadata metadata = new Metadata();
        try {
            new ExifReader().extract(new ByteArrayReader(tiff), metadata, 0);
        } catch (RuntimeException broken) {
            // EXIF of any camera, or of an attacker: a block that breaks its reader says nothing.
            return null;
        }
        ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        return directory == null ? null : directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
    }
}
