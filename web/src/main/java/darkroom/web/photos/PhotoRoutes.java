package darkroom.web.photos;

import darkroom.jobs.photos.NewPhoto;
import darkroom.jobs.photos.NoSuchPhotoException;
import darkroom.jobs.photos.Photo;
import darkroom.jobs.photos.Photos;
import darkroom.jobs.photos.RefusedTextException;
import darkroom.jobs.photos.ShareTarget;
import darkroom.jobs.photos.Shared;
import darkroom.jobs.thumbnail.ImageLimits;
import darkroom.jobs.thumbnail.RefusedImageException;
import darkroom.web.http.Access;
import darkroom.web.http.Api;
import darkroom.web.http.Caller;
import darkroom.web.http.Json;
import darkroom.web.http.Problem;
import darkroom.web.http.Requested;
import io.javalin.http.Context;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Posting, showing, liking and sharing photos. */
public final class PhotoRoutes {
    private final Photos photos;
    private final Path uploads;

    /**
     * Shows and changes {@code photos}.
     *
     * @param uploads for temporary files
     */
    public PhotoRoutes(Photos photos, Path uploads) {
        this.photos = photos;
        this.uploads = uploads;
    }

    /** Adds them. */
    public void register(Api api) {
        api.post("/api/photos", Access.SESSION, this::post)
                .get("/api/photos/{id}", Access.SESSION, this::show)
                .put("/api/photos/{id}/like", Access.SESSION, this::like)
                .delete("/api/photos/{id}/like", Access.SESSION, this::unlike)
                .put("/api/photos/{id}/share", Access.SESSION, this::share)
                .problem(NoSuchPhotoException.class, e -> Problem.of(404, "not-found", e))
                .problem(RefusedImageException.class, PhotoRoutes::refused)
                .problem(RefusedTextException.class, e -> Problem.of(400, "refused-text", e));
    }

    private void post(Context context) {
        try (PhotoForm form = PhotoForm.receive(context, uploads, ImageLimits.DEFAULT.bytesMax())) {
            NewPhoto wanted = new NewPhoto(form.caption(), targets(form));
            Photo photo = photos.post(Caller.id(context), form.file(), wanted);
            context.header("Location", "/api/photos/" + photo.id());
            Json.write(context, 201, ShownPhoto.of(photo));
        }
    }

    private static Set<ShareTarget> targets(PhotoForm form) {
        String share = form.share().orElse("");
        return switch (share) {
            case "" -> Set.of();
            case "twitter" -> Set.of(ShareTarget.X);
            default -> throw PhotoForm.refused("field \"share\" can only be twitter");
        };
    }

    private void show(Context context) {
        long id = Requested.id(context, "photo");
        Photo photo =
                photos.find(id)
                        .orElseThrow(
                                () -> Requested.noSuch("photo", Long.toString(id)).exception());
        Json.write(context, 200, ShownPhoto.of(photo));
    }

    private void like(Context context) {
        photos.like(Requested.id(context, "photo"), Caller.id(context));
        context.status(204);
    }

    private void unlike(Context context) {
        photos.unlike(Requested.id(context, "photo"), Caller.id(context));
        context.status(204);
    }

    private void share(Context context) {
        Shared shared = photos.share(Requested.id(context, "photo"), Caller.id(context));
        switch (shared) {
            case ENQUEUED -> Json.write(context, 202, Map.of("state", "enqueued"));
            case ALREADY -> Json.write(context, 202, Map.of("state", "already-shared"));
            case NOT_LINKED ->
                    throw Problem.of(
                                    409,
                                    "not-linked",
                                    "cannot share: expected a linked Twitter account, found none"
                                            + " that works; link it with PUT"
                                            + " /api/accounts/twitter")
                            .exception();
        }
    }

    private static Problem refused(RefusedImageException e) {
        int status =
                switch (e.reason()) {
                    case NOT_AN_IMAGE, UNSUPPORTED -> 415;
                    case TOO_LARGE -> 413;
                    case TRUNCATED, DAMAGED, TOO_MANY_PIXELS -> 422;
                };
        return Problem.of(status, e.reason().code(), e);
    }
}
