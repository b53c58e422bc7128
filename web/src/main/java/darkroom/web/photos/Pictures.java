package darkroom.web.photos;

import darkroom.jobs.photos.Photos;
import darkroom.jobs.store.PhotoStore;
import darkroom.jobs.store.StoredFile;
import darkroom.jobs.store.Variant;
import darkroom.web.http.Access;
import darkroom.web.http.Api;
import darkroom.web.http.Problem;
import darkroom.web.http.ProblemException;
import darkroom.web.http.Requested;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The pictures themselves: what a browser or an edge asks for, without a session. */
public final class Pictures {
    // A picture never changes once it is made: its address holds the photo's id.
    private static final String FOREVER = "public, max-age=31536000, immutable";
    private static final Duration MADE_WITHIN = Duration.ofSeconds(1);

    private final Photos photos;
    private final PhotoStore store;

    /**
     * Shows what is in {@code store}.
     *
     * @param photos tells a photo whose pictures are still to be made from none at all
     */
    public Pictures(Photos photos, PhotoStore store) {
        this.photos = photos;
        this.store = store;
    }

    /** Adds the route. */
    public void register(Api api) {
        api.get("/photos/{id}/{size}.jpg", Access.OPEN, this::show);
    }

    /** Where a photo's pictures are, by size; some may still be made. */
    public static Map<String, String> addresses(long photoId) {
        Map<String, String> addresses = new LinkedHashMap<>();
        for (Variant variant : Variant.thumbnails()) {
            addresses.put(variant.label(), "/photos/%d/%s.jpg".formatted(photoId, variant.label()));
        }
        return addresses;
    }

    private void show(Context context) {
        long id = Requested.id(context, "photo");
        Variant variant = variant(context);
        // Opened first: whether it is there is the one question, and a cached one may be stale.
        StoredFile file = store.open(id, variant).orElseThrow(() -> missing(id, variant));
        String tag = "\"%d-%s\"".formatted(id, variant.label());
        context.header("Cache-Control", FOREVER).header("ETag", tag);
        if (tag.equals(context.header("If-None-Match"))) {
            file.close();
            context.status(304);
            return;
        }
        // Javalin closes the stream when it has been sent, or could not be.
        context.contentType("image/jpeg")
                .header("Content-Length", Long.toString(file.bytes()))
                .result(file.stream());
    }

    private static Variant variant(Context context) {
        String size = context.pathParam("size");
        return Variant.ofLabel(size)
                .filter(Variant.thumbnails()::contains)
                .orElseThrow(
                        () ->
                                Problem.notFound(
                                                "there is no such size; expected 150, 320, 640 or"
                                                        + " 1080")
                                        .exception());
    }

    private ProblemException missing(long id, Variant variant) {
        if (photos.find(id).isEmpty()) {
            return Requested.noSuch("photo", Long.toString(id)).exception();
        }
        return Problem.of(
                        404,
                        "not-yet-made",
                        "the picture %s of photo %d is still to be made; ask again"
                                .formatted(variant.label(), id))
                .retryAfter(MADE_WITHIN)
                .exception();
    }
}
