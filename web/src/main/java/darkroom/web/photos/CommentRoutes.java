package darkroom.web.photos;

import darkroom.jobs.people.People;
import darkroom.jobs.photos.Comment;
import darkroom.jobs.photos.Photos;
import darkroom.web.http.Access;
import darkroom.web.http.Api;
import darkroom.web.http.Caller;
import darkroom.web.http.Json;
import darkroom.web.http.Requested;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people say of photos. */
public final class CommentRoutes {
    private static final int PAGE = 30;

    private final Photos photos;
    private final People people;

    /**
     * Comments of {@code photos}.
     *
     * @param people for the names of who wrote them
     */
    public CommentRoutes(Photos photos, People people) {
        this.photos = photos;
        this.people = people;
    }

    /** Adds them. */
    public void register(Api api) {
        api.get("/api/photos/{id}/comments", Access.SESSION, this::list)
                .post("/api/photos/{id}/comments", Access.SESSION, this::add);
    }

    record NewComment(String text) {}

    record Shown(
            String id,
            String photoId,
            String personId,
            String personName,
            String text,
            String createdAt) {}

    /**
     * A page.
     *
     * @param next what to ask for as {@code before} to get the next one; null at the end
     */
    record Page(List<Shown> items, @Nullable String next) {}

    private void list(Context context) {
        long photoId = Requested.id(context, "photo");
        List<Comment> comments =
                photos.comments(
                        photoId,
                        Requested.before(context),
                        Requested.limit(context, PAGE, Photos.PAGE_MAX));
        if (comments.isEmpty() && photos.find(photoId).isEmpty()) {
            throw Requested.noSuch("photo", Long.toString(photoId)).exception();
        }
        Map<Long, String> names =
                people.names(comments.stream().map(Comment::personId).collect(Collectors.toSet()));
        String next =
                comments.isEmpty() ? null : Long.toString(comments.get(comments.size() - 1).id());
        Json.write(
                context,
                200,
                new Page(comments.stream().map(each -> shown(each, names)).toList(), next));
    }

    private void add(Context context) {
        NewComment sent = Json.read(context, NewComment.class);
        long caller = Caller.id(context);
        Comment comment = photos.comment(Requested.id(context, "photo"), caller, sent.text());
        Json.write(context, 201, shown(comment, people.names(Set.of(caller))));
    }

    private static Shown shown(Comment comment, Map<Long, String> names) {
        return new Shown(
                Long.toString(comment.id()),
                Long.toString(comment.photoId()),
                Long.toString(comment.personId()),
                names.getOrDefault(comment.personId(), ""),
                comment.text(),
                comment.createdAt().toString());
    }
}
