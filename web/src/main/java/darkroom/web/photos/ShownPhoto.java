package darkroom.web.photos;

import darkroom.jobs.photos.Photo;
import java.util.Map;

/**
 * A photo, as shown.
 *
 * @param ready whether all pictures can be fetched
 * @param pictures where they are, by size
 */
record ShownPhoto(
        String id,
        String ownerId,
        String caption,
        int width,
        int height,
        String createdAt,
        int likes,
        int comments,
        boolean ready,
        Map<String, String> pictures) {
    static ShownPhoto of(Photo photo) {
        return new ShownPhoto(
                Long.toString(photo.id()),
                Long.toString(photo.ownerId()),
                photo.caption(),
                photo.width(),
                photo.height(),
                photo.createdAt().toString(),
                photo.likes(),
                photo.comments(),
                photo.thumbnailsReady(),
                Pictures.addresses(photo.id()));
    }
}
