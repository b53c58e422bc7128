package darkroom.jobs.thumbnail;

import darkroom.jobs.thumbnail.RefusedImageException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of a picture in order, big-endian; an end where more was promised is a refusal. */
final class Bytes {
    private final InputStream stream;
    private final ImageLimits limits;
    private long position;

    Bytes(InputStream stream, ImageLimits limits) {
        this.stream = stream;
        this.limits = limits;
    }

    /** The next byte, 0..255. */
    int u8() throws IOException {
        int value = stream.read();
        if (value < 0) {
            throw truncated();
        }
        position++;
        return value;
    }

    int u16() throws IOException {
        return u8() << 8 | u8();
    }

    long u32() throws IOException {
        return (long) u16() << 16 | u16();
    }

    /** Exactly {@code count} bytes. */
    byte[] take(int count) throws IOException {
        byte[] taken = stream.readNBytes(count);
        position += taken.length;
        if (taken.length < count) {
            throw truncated();
        }
        return taken;
    }

    /** Up to {@code count} bytes: fewer at the end of the file. */
    byte[] takeUpTo(int count) throws IOException {
        byte[] taken = stream.readNBytes(count);
        position += taken.length;
        return taken;
    }

    void skip(long count) throws IOException {
        try {
            stream.skipNBytes(count);
        } catch (EOFException e) {
            throw truncated();
        }
        position += count;
    }

    /** Checks what a header promises, before a pixel of it is decoded. */
    Size size(long width, long height) {
        if (width < 1 || height < 1) {
            throw damaged("its header says " + width + " x " + height + " pixels");
        }
        // Both are at most 2^32 - 1: the product of the two wraps, the quotient does not.
        if (width > limits.pixelsMax() / height) {
            throw new RefusedImageException(
                    Reason.TOO_MANY_PIXELS,
                    "cannot take the picture: expected at most "
                            + limits.pixelsMax()
                            + " pixels, found "
                            + width
                            + " x "
                            + height
                            + "; send a smaller one");
        }
        return new Size((int) width, (int) height);
    }

    RefusedImageException truncated() {
        return new RefusedImageException(
                Reason.TRUNCATED,
                "cannot take the picture: expected more than the "
                        + position
                        + " bytes found, it was cut off; send it again");
    }

    RefusedImageException damaged(String found) {
        return new RefusedImageException(
                Reason.DAMAGED,
                "cannot take the picture: it is damaged, " + found + "; send another copy");
    }

    RefusedImageException unsupported(String found) {
        return new RefusedImageException(
                Reason.UNSUPPORTED,
                "cannot take the picture: expected a JPEG of 8 bits a sample or a PNG, found "
                        + found
                        + "; convert it first");
    }
}
