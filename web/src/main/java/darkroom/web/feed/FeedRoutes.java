package darkroom.web.feed;

import darkroom.jobs.feed.Feed;
import darkroom.jobs.feed.FeedItem;
import darkroom.web.http.Access;
import darkroom.web.http.Api;
import darkroom.web.http.Caller;
import darkroom.web.http.Json;
import darkroom.web.http.Requested;
import darkroom.web.photos.Pictures;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pages of the caller's feed. */
public final class FeedRoutes {
    private static final int PAGE = 30;

    private final Feed feed;

    /** Shows {@code feed}. */
    public FeedRoutes(Feed feed) {
        this.feed = feed;
    }

    /** Adds the route. */
    public void register(Api api) {
        api.get("/api/feed", Access.SESSION, this::page);
    }

    /**
     * One photo in a feed.
     *
     * @param ready whether all pictures can be fetched
     * @param liked whether the caller likes it
     * @param pictures where they are, by size
     */
    record Shown(
            String id,
            String ownerId,
            String ownerName,
            String caption,
            int width,
            int height,
            String createdAt,
            int likes,
            int comments,
            boolean ready,
            boolean liked,
            Map<String, String> pictures) {
        static Shown of(FeedItem item) {
            return new Shown(
                    Long.toString(item.photoId()),
                    Long.toString(item.ownerId()),
                    item.ownerName(),
                    item.caption(),
                    item.width(),
                    item.height(),
                    item.createdAt().toString(),
                    item.likes(),
                    item.comments(),
                    item.thumbnailsReady(),
                    item.liked(),
                    Pictures.addresses(item.photoId()));
        }
    }

    /**
     * A page.
     *
     * @param next what to ask for as {@code before} to get the next one; null at the end
     */
    record Page(List<Shown> items, @Nullable String next) {}

    private void page(Context context) {
        List<FeedItem> items =
                feed.page(
                        Caller.id(context),
                        Requested.before(context),
                        Requested.limit(context, PAGE, Feed.PAGE_MAX));
        String next = items.isEmpty() ? null : Long.toString(items.get(items.size() - 1).photoId());
        Json.write(context, 200, new Page(items.stream().map(Shown::of).toList(), next));
    }
}
