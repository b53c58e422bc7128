package darkroom.jobs.sample;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Directory;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** What a photo says of itself, where a test expects that it does. */
public final class PhotoMetadata {
    private PhotoMetadata() {}

    /**
     * The directory of a photo's metadata.
     *
     * @throws AssertionError when the photo has none of this type
     */
    public static <T extends Directory> T of(byte[] photo, Class<T> type)
            throws ImageProcessingException, IOException {
        T directory =
                ImageMetadataReader.readMetadata(new ByteArrayInputStream(photo))
                        .getFirstDirectoryOfType(type);
        if (directory == null) {
            throw new AssertionError("expected " + type.getSimpleName() + ", found none");
        }
        return directory;
    }
}
