package darkroom.jobs.photos;

import java.util.Set;

/**
 * What somebody says of a photo as they post it.
 *
 * @param caption up to {@value #CAPTION_CHARS_MAX} characters, perhaps none; space around it is
 *     dropped
 * @param shareTo where else it is to be posted; what the owner has not linked is passed over
 */
public record NewPhoto(String caption, Set<ShareTarget> shareTo) {
    /** The longest caption, in characters. */
    public static final int CAPTION_CHARS_MAX = 2_200;

    /** Checks the caption. */
    public NewPhoto {
        caption = Texts.check("caption", caption, CAPTION_CHARS_MAX);
        shareTo = Set.copyOf(shareTo);
    }
}
