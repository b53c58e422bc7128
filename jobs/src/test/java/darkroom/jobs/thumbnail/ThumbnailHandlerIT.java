package darkroom.jobs.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.jobs.TestContext;
import darkroom.jobs.sample.SamplePhotos;
import darkroom.jobs.sample.SampleProfile;
import darkroom.jobs.sample.SampleShape;
import darkroom.jobs.shards.TestRows;
import darkroom.jobs.shards.TestShards;
import darkroom.jobs.store.PhotoStore;
import darkroom.jobs.store.StoredFile;
import darkroom.jobs.store.Variant;
import darkroom.queue.handler.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ThumbnailHandlerIT {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final byte[] PHOTO =
            new SamplePhotos(9).jpeg(0, new SampleShape(900, 600, 6, SampleProfile.NONE));

    private final TestShards test = TestShards.migrated();
    private final TestRows rows = new TestRows(test.shards());
    private final PixelBudget budget = PixelBudget.ofMemory(8_000_000);

    @TempDir private Path folder;

    private long owner;
    private PhotoStore store;
    private ThumbnailHandler handler;

    @BeforeAll
    void signUp() {
        owner = rows.person(3, "jane");
    }

    @BeforeEach
    void open() {
        store = PhotoStore.folder(folder);
        handler = handlerAt(NOW);
    }

    @AfterAll
    void close() {
        test.close();
    }

    @Test
    void filesAreCutAndThePhotoIsMarked() throws Exception {
        long photo = posted(PHOTO);

        assertThat(run(photo)).isEqualTo(Outcome.completed());

        for (Variant variant : Variant.thumbnails()) {
            assertThat(content(photo, variant)).startsWith(0xFF, 0xD8);
        }
        assertThat(markedAt(photo)).containsExactly("true");
    }

    @Test
    void secondRunWritesTheSameFilesAndKeepsTheMark() throws Exception {
        long photo = posted(PHOTO);
        run(photo);
        byte[] first = content(photo, Variant.WIDE_640);

        Outcome second =
                handlerAt(NOW.plusSeconds(60)).handle(new ThumbnailJob(photo), new TestContext());

        assertThat(second).isEqualTo(Outcome.completed());
        assertThat(content(photo, Variant.WIDE_640)).isEqualTo(first);
        assertThat(markedAt(photo)).containsExactly("true");
    }

    @Test
    void runsAtOnceAndOneBrokenOffInTheMiddleLeaveTheSameFiles() throws Exception {
        long photo = posted(PHOTO);
        run(photo);
        byte[] alone = content(photo, Variant.WIDE_640);
        long again = posted(PHOTO);
        ThumbnailJob job = new ThumbnailJob(again);
        ExecutorService threads = Executors.newFixedThreadPool(5);
        try {
            // Anywhere in its way: while it waits, decodes, writes.
            for (int i = 0; i < 20; i++) {
                CountDownLatch begun = new CountDownLatch(1);
                Future<Outcome> brokenOff =
                        threads.submit(
                                () -> {
                                    begun.countDown();
                                    return handler.handle(job, new TestContext());
                                });
                begun.await();
                brokenOff.cancel(true);
            }
            List<Future<Outcome>> outcomes =
                    threads.invokeAll(
                            Collections.nCopies(4, () -> handler.handle(job, new TestContext())));
            for (Future<Outcome> outcome : outcomes) {
                assertThat(outcome.get())
                        .isInstanceOfAny(Outcome.Completed.class, Outcome.Snoozed.class);
            }
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(run(again)).isEqualTo(Outcome.completed());
        assertThat(content(again, Variant.WIDE_640)).isEqualTo(alone);
        assertThat(markedAt(again)).containsExactly("true");
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .as("two originals with their thumbnails, nothing half-written")
                    .hasSize(2 * Variant.values().length);
        }
    }

    @Test
    void photoThatIsGoneIsDone() throws Exception {
        long photo = posted(PHOTO);
        rows.update(photo, "DELETE FROM {s}.photo WHERE id = ?", photo);

        assertThat(run(photo)).isEqualTo(Outcome.completed());
        assertThat(store.has(photo, Variant.SQUARE_150)).isFalse();
    }

    @Test
    void missingOriginalIsTriedAgain() throws Exception {
        long photo = rows.photo(owner, "lost");

        assertThat(run(photo)).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void brokenOriginalIsBuriedWithItsReason() throws Exception {
        Outcome truncated = run(posted(Pictures.start(PHOTO, PHOTO.length / 2)));
        Outcome bomb = run(posted(Pictures.pngOf(20_000, 20_000)));
        Outcome damaged = run(posted(Pictures.pngOf(200, 200)));

        assertThat(reason(truncated)).isEqualTo("truncated");
        assertThat(reason(bomb)).isEqualTo("too-many-pixels");
        assertThat(reason(damaged)).isEqualTo("damaged");
    }

    @Test
    void idOfNoShardIsBuried() throws Exception {
        assertThat(run(Long.MAX_VALUE)).isInstanceOf(Outcome.Buried.class);
        assertThat(run(-1)).isInstanceOf(Outcome.Buried.class);
    }

    @Test
    void withoutMemoryTheJobIsPutOff() throws Exception {
        long photo = posted(PHOTO);
        Optional<PixelBudget.Share> all = budget.take(Long.MAX_VALUE, Duration.ZERO);

        assertThat(run(photo)).isInstanceOf(Outcome.Snoozed.class);
        all.orElseThrow().close();

        assertThat(run(photo)).isEqualTo(Outcome.completed());
    }

    private ThumbnailHandler handlerAt(Instant now) {
        return new ThumbnailHandler(test.shards(), store, budget, InstantSource.fixed(now));
    }

    private long posted(byte[] file) {
        long photo = rows.photo(owner, "a photo");
        store.save(photo, Variant.ORIGINAL, file);
        return photo;
    }

    private Outcome run(long photo) throws Exception {
        return handler.handle(new ThumbnailJob(photo), new TestContext());
    }

    private List<String> markedAt(long photo) {
        return rows.select(
                photo,
                "SELECT CASE WHEN thumbnails_at = ? THEN 'true' END FROM {s}.photo WHERE id = ?",
                NOW,
                photo);
    }

    private byte[] content(long photo, Variant variant) throws IOException {
        try (StoredFile file = store.open(photo, variant).orElseThrow()) {
            return file.stream().readAllBytes();
        }
    }

    private static String reason(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Buried.class);
        return ((Outcome.Buried) outcome).failure().type();
    }
}
