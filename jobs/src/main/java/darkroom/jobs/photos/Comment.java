package darkroom.jobs.photos;

import java.time.Instant;

/**
 * What somebody said of a photo.
 *
 * @param id above 0; newer is larger
 * @param photoId of which photo
 * @param personId who said it
 * @param text 1..{@value #TEXT_CHARS_MAX} characters
 * @param createdAt when
 */
public record Comment(long id, long photoId, long personId, String text, Instant createdAt) {
    /** The longest comment, in characters. */
    public static final int TEXT_CHARS_MAX = 1_000;
}
