package darkroom.jobs.thumbnail;

import darkroom.jobs.shards.Fence;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.store.PhotoStore;
import darkroom.jobs.store.StoredFile;
import darkroom.jobs.store.Variant;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.JobContext;
import darkroom.queue.handler.JobHandler;
import darkroom.queue.handler.Outcome;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Cuts the thumbnails of a photo, saves them, and marks the photo on its owner's shard. Run again,
 * it writes the same files. Thread-safe.
 */
public final class ThumbnailHandler implements JobHandler<ThumbnailJob> {
    private static final Duration BUDGET_WAIT = Duration.ofSeconds(2);
    private static final Duration BUDGET_RETRY = Duration.ofSeconds(1);

    private final Shards shards;
    private final PhotoStore store;
    private final PixelBudget budget;
    private final InstantSource clock;
    private final ImageCheck check = new ImageCheck(ImageLimits.DEFAULT);
    private final Renderer renderer = new Renderer();

    /**
     * A handler for a whole process.
     *
     * @param store holds the originals, takes the thumbnails
     * @param budget shared by everything in this process that decodes
     */
    public ThumbnailHandler(
            Shards shards, PhotoStore store, PixelBudget budget, InstantSource clock) {
        this.shards = shards;
        this.store = store;
        this.budget = budget;
        this.clock = clock;
    }

    @Override
    public Outcome handle(ThumbnailJob job, JobContext context)
            throws IOException, InterruptedException {
        long photoId = job.photoId();
        if (!shards.covers(photoId)) {
            return Outcome.buried(
                    Failure.of(
                            "no-such-photo", "no shard holds photo " + photoId + "; discard it"));
        }
        Shard shard = shards.ofId(photoId);
        if (!exists(shard, photoId)) {
            // Deleted since: nobody is left to show a thumbnail to.
            return Outcome.completed();
        }
        try {
            return cut(shard, photoId, Fence.of(context));
        } catch (RefusedImageException e) {
            return Outcome.buried(Failure.of(e.reason().code(), e.getMessage()));
        }
    }

    private Outcome cut(Shard shard, long photoId, Fence fence)
            throws IOException, InterruptedException {
        Optional<ImageHeader> header = header(photoId);
        if (header.isEmpty()) {
            return missing(photoId);
        }
        Optional<PixelBudget.Share> share =
                budget.take(renderer.pixelsInMemory(header.get()), BUDGET_WAIT);
        if (share.isEmpty()) {
            return Outcome.snoozed(BUDGET_RETRY);
        }
        try {
            return cut(shard, photoId, header.get(), fence);
        } finally {
            share.get().close();
        }
    }

    private Outcome cut(Shard shard, long photoId, ImageHeader header, Fence fence)
            throws IOException {
        try (StoredFile original = store.open(photoId, Variant.ORIGINAL).orElse(null)) {
            if (original == null) {
                return missing(photoId);
            }
            Map<Variant, byte[]> files = renderer.render(original.stream(), header);
            files.forEach((variant, file) -> store.save(photoId, variant, file));
        }
        mark(shard, photoId, fence);
        return Outcome.completed();
    }

    private Optional<ImageHeader> header(long photoId) throws IOException {
        try (StoredFile original = store.open(photoId, Variant.ORIGINAL).orElse(null)) {
            return original == null
                    ? Optional.empty()
                    : Optional.of(check.header(original.stream()));
        }
    }

    private static Outcome missing(long photoId) {
        return Outcome.failed(
                Failure.of(
                        "no-original",
                        "cannot cut thumbnails of photo "
                                + photoId
                                + ": expected its original in the store, found none; look whether"
                                + " web and workers share one store"));
    }

    private static boolean exists(Shard shard, long photoId) {
        return shard.transact(
                connection -> {
                    String sql = "SELECT 1 FROM {s}.photo WHERE id = ? LIMIT 1";
                    try (PreparedStatement select = shard.prepare(connection, sql, photoId);
                            ResultSet row = select.executeQuery()) {
                        return row.next();
                    }
                });
    }

    private void mark(Shard shard, long photoId, Fence fence) {
        shard.transact(
                fence,
                connection -> {
                    String sql =
                            """
                            UPDATE {s}.photo SET thumbnails_at = ?
                            WHERE id = ? AND thumbnails_at IS NULL""";
                    try (PreparedStatement update =
                            shard.prepare(connection, sql, clock.instant(), photoId)) {
                        return update.executeUpdate();
                    }
                });
    }
}
