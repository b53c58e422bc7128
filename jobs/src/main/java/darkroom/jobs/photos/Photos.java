package darkroom.jobs.photos;

import darkroom.jobs.shards.Database;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.store.PhotoStore;
import darkroom.jobs.thumbnail.ImageCheck;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Photos, with their likes, comments and shares. Thread-safe.
 *
 * <p>Any call can throw {@link darkroom.jobs.shards.ShardUnavailableException}: try again later.
 */
public final class Photos {
    /** The most rows of a page. */
    public static final int PAGE_MAX = 100;

    private final Shards shards;
    private final Posting posting;
    private final PhotoRows rows;
    private final Reactions reactions;
    private final Sharing sharing;
    private final Consumer<Database> committed;

    /**
     * The photos on {@code shards} and in {@code store}.
     *
     * @param committed hears of each commit with jobs in it, to wake the relay of that database's
     *     outbox; must not block
     */
    public Photos(
            Shards shards,
            PhotoStore store,
            ImageCheck check,
            InstantSource clock,
            Consumer<Database> committed) {
        this.shards = shards;
        this.rows = new PhotoRows();
        this.sharing = new Sharing();
        this.posting = new Posting(shards, store, check, clock, sharing);
        this.reactions = new Reactions(clock);
        this.committed = committed;
    }

    /**
     * Posts a photo: its file, its row, and the jobs for its thumbnails, its fan-out and its
     * shares. All of it, or nothing.
     *
     * @param ownerId who posts it
     * @param upload the picture, which is copied
     * @throws darkroom.jobs.thumbnail.RefusedImageException if it is no picture that can be taken
     * @throws NoSuchOwnerException if nobody has this id
     */
    public Photo post(long ownerId, Path upload, NewPhoto photo) {
        Photo posted = posting.post(ownerId, upload, photo);
        committed.accept(shards.ofId(posted.id()).database());
        return posted;
    }

    /** A photo, if the id is one's. */
    public Optional<Photo> find(long id) {
        return shards.covers(id) ? rows.find(shards.ofId(id), id) : Optional.empty();
    }

    /**
     * What somebody posted, newest first.
     *
     * @param before only photos older than this one; empty for the newest
     * @param limit 1..{@value #PAGE_MAX}
     */
    public List<Photo> ofOwner(long ownerId, OptionalLong before, int limit) {
        checkLimit(limit);
        return shards.covers(ownerId)
                ? rows.ofOwner(shards.ofId(ownerId), ownerId, before.orElse(Long.MAX_VALUE), limit)
                : List.of();
    }

    /**
     * Makes a person like a photo.
     *
     * @return whether they did not before
     * @throws NoSuchPhotoException if there is none
     */
    public boolean like(long photoId, long personId) {
        return reactions.like(shardOf(photoId), photoId, personId);
    }

    /** Takes a like back; whether there was one. */
    public boolean unlike(long photoId, long personId) {
        return shards.covers(photoId) && reactions.unlike(shards.ofId(photoId), photoId, personId);
    }

    /** How many people like a photo; 0 if there is none. */
    public int likes(long photoId) {
        return find(photoId).map(Photo::likes).orElse(0);
    }

    /**
     * Adds a comment.
     *
     * @param text 1..{@value Comment#TEXT_CHARS_MAX} characters
     * @throws RefusedTextException if the text is against the rule
     * @throws NoSuchPhotoException if there is no such photo
     */
    public Comment comment(long photoId, long personId, String text) {
        return reactions.comment(shardOf(photoId), photoId, personId, text);
    }

    /**
     * The comments of a photo, newest first.
     *
     * @param before only comments older than this one; empty for the newest
     * @param limit 1..{@value #PAGE_MAX}
     */
    public List<Comment> comments(long photoId, OptionalLong before, int limit) {
        checkLimit(limit);
        return shards.covers(photoId)
                ? reactions.comments(
                        shards.ofId(photoId), photoId, before.orElse(Long.MAX_VALUE), limit)
                : List.of();
    }

    /**
     * Posts a photo on X too, once, however often it is asked for.
     *
     * @param ownerId who asks; only its owner may
     * @throws NoSuchPhotoException if it is not theirs, or there is none
     */
    public Shared share(long photoId, long ownerId) {
        Shard shard = shardOf(photoId);
        Shared shared =
                shard.transact(
                        connection -> {
                            rows.checkOwner(shard, connection, photoId, ownerId);
                            return sharing.share(shard, connection, photoId, ownerId);
                        });
        if (shared == Shared.ENQUEUED) {
            committed.accept(shard.database());
        }
        return shared;
    }

    private Shard shardOf(long photoId) {
        if (!shards.covers(photoId)) {
            throw new NoSuchPhotoException(photoId);
        }
        return shards.ofId(photoId);
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > PAGE_MAX) {
            throw new IllegalArgumentException(
                    "cannot read a page of " + limit + " rows: expected 1.." + PAGE_MAX);
        }
    }
}
