package darkroom.jobs.photos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.jobs.people.PasswordHash;
import darkroom.jobs.people.People;
import darkroom.jobs.shards.Database;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.SqlFailureException;
import darkroom.jobs.shards.TestShards;
import darkroom.jobs.store.PhotoStore;
import darkroom.jobs.store.Variant;
import darkroom.jobs.thumbnail.ImageCheck;
import darkroom.jobs.thumbnail.ImageFormat;
import darkroom.jobs.thumbnail.ImageLimits;
import darkroom.jobs.thumbnail.RefusedImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PhotosIT {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final TestShards test = TestShards.migrated();
    private final List<Database> committed = new CopyOnWriteArrayList<>();
    private final Path folder;
    private final PhotoStore store;
    private final Photos photos;
    private final People people;

    PhotosIT(@TempDir Path folder) {
        this.folder = folder;
        this.store = PhotoStore.folder(folder.resolve("store"));
        this.photos =
                new Photos(
                        test.shards(),
                        store,
                        new ImageCheck(ImageLimits.DEFAULT),
                        () -> NOW,
                        committed::add);
        SecureRandom random = new SecureRandom();
        this.people = new People(test.shards(), new PasswordHash(random), () -> NOW, random);
    }

    @AfterAll
    void close() {
        test.close();
    }

    @Test
    void postKeepsFileRowAndJobsOnTheOwnersShard() throws IOException {
        long owner = person("posts");

        Photo photo = post(owner, "  a caption  ");

        Shard shard = test.shards().ofId(owner);
        assertThat(test.shards().ofId(photo.id())).isSameAs(shard);
        assertThat(photos.find(photo.id())).contains(photo);
        assertThat(photo)
                .isEqualTo(
                        new Photo(
                                photo.id(),
                                owner,
                                "a caption",
                                ImageFormat.PNG,
                                12,
                                10,
                                Files.size(folder.resolve("picture.png")),
                                NOW,
                                false,
                                0,
                                0));
        assertThat(store.has(photo.id(), Variant.ORIGINAL)).isTrue();
        assertThat(outboxOf(photo.id()))
                .containsExactly("fan-out-" + photo.id(), "thumbnail-" + photo.id());
        assertThat(committed).contains(shard.database());
        assertThat(people.profile(owner).orElseThrow().photos()).isEqualTo(1);
    }

    @Test
    void refusedFileLeavesNothing() throws IOException {
        long owner = person("refused");
        Path text = Files.writeString(folder.resolve("text.jpg"), "not a picture at all");
        long files = storedFiles();

        assertThatThrownBy(() -> photos.post(owner, text, caption("x")))
                .isInstanceOf(RefusedImageException.class);

        assertThat(photos.ofOwner(owner, OptionalLong.empty(), 10)).isEmpty();
        assertThat(storedFiles()).isEqualTo(files);
    }

    @Test
    void transactionThatFailsLeavesNoRowNoJobAndNoFile() throws IOException {
        long owner = person("fails");
        Shard shard = test.shards().ofId(owner);
        long files = storedFiles();
        long jobs = count(shard, "SELECT count(*) FROM darkroom.outbox");
        execute(
                shard,
                "ALTER TABLE darkroom.outbox ADD CONSTRAINT planted CHECK (job_id NOT LIKE"
                        + " 'fan-out-%') NOT VALID");
        try {
            assertThatThrownBy(() -> post(owner, "fails")).isInstanceOf(SqlFailureException.class);
        } finally {
            execute(shard, "ALTER TABLE darkroom.outbox DROP CONSTRAINT planted");
        }

        assertThat(photos.ofOwner(owner, OptionalLong.empty(), 10)).isEmpty();
        assertThat(count(shard, "SELECT count(*) FROM darkroom.outbox")).isEqualTo(jobs);
        assertThat(people.profile(owner).orElseThrow().photos()).isZero();
        assertThat(storedFiles()).isEqualTo(files);
    }

    @Test
    void connectionLostBeforeTheCommitLeavesNothing() throws IOException {
        long owner = person("broken");
        Shard shard = test.shards().ofId(owner);
        long files = storedFiles();
        execute(
                shard,
                shard.sql(
                        """
                        CREATE FUNCTION {s}.break_off() RETURNS trigger LANGUAGE plpgsql AS
                        'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END';
                        CREATE TRIGGER break_off AFTER INSERT ON {s}.photo
                        FOR EACH ROW EXECUTE FUNCTION {s}.break_off()"""));
        try {
            assertThatThrownBy(() -> post(owner, "breaks"))
                    .isInstanceOf(darkroom.jobs.shards.ShardUnavailableException.class);
        } finally {
            execute(shard, shard.sql("DROP FUNCTION {s}.break_off() CASCADE"));
        }

        assertThat(photos.ofOwner(owner, OptionalLong.empty(), 10)).isEmpty();
        assertThat(storedFiles()).isEqualTo(files);
    }

    @Test
    void postForNobodyIsRefused() {
        assertThatThrownBy(() -> post(1L << 23, "x")).isInstanceOf(NoSuchOwnerException.class);
        assertThatThrownBy(() -> post(-1, "x")).isInstanceOf(NoSuchOwnerException.class);
    }

    @Test
    void captionThatCannotBeStoredIsRefused() {
        assertThatThrownBy(() -> caption("x".repeat(2_201)))
                .isInstanceOf(RefusedTextException.class)
                .hasMessageContaining("found 2201");
        assertThatThrownBy(() -> caption("a\0b")).isInstanceOf(RefusedTextException.class);
        assertThatThrownBy(() -> caption("a\uD83Db")).isInstanceOf(RefusedTextException.class);
    }

    @Test
    void anyOtherCaptionComesBackAsItWas() {
        long owner = person("captions");
        String hostile = "'; DROP TABLE x; -- {s} {n} ? $1 \\ \u202E <b>İı</b> \uD83D\uDCF7";

        Photo photo = post(owner, hostile);

        assertThat(photos.find(photo.id()).orElseThrow().caption()).isEqualTo(hostile);
    }

    @Test
    void shareEnqueuesOnceAndOnlyForALinkedAccount() {
        long owner = person("shares");
        Photo unlinked = post(owner, "x", Set.of(ShareTarget.X));
        assertThat(outboxOf(unlinked.id())).noneMatch(id -> id.startsWith("cross-post"));
        assertThat(photos.share(unlinked.id(), owner)).isEqualTo(Shared.NOT_LINKED);
        Shard shard = test.shards().ofId(owner);
        execute(
                shard,
                shard.sql(
                        "INSERT INTO {s}.x_account (person_id, x_user_id, token, secret, linked_at)"
                                + " VALUES ("
                                + owner
                                + ", '1', 't', 's', now())"));

        Photo linked = post(owner, "x", Set.of(ShareTarget.X));
        assertThat(outboxOf(linked.id())).contains("cross-post-" + linked.id());
        assertThat(photos.share(unlinked.id(), owner)).isEqualTo(Shared.ENQUEUED);
        assertThat(photos.share(unlinked.id(), owner)).isEqualTo(Shared.ENQUEUED);
        assertThat(outboxOf(unlinked.id())).hasSize(3).contains("cross-post-" + unlinked.id());
        execute(
                shard,
                shard.sql(
                        "INSERT INTO {s}.cross_post (photo_id, state, intended_at) VALUES ("
                                + unlinked.id()
                                + ", 'sent', now())"));
        assertThat(photos.share(unlinked.id(), owner)).isEqualTo(Shared.ALREADY);
    }

    @Test
    void shareOfSomebodyElsesPhotoIsRefused() {
        Photo photo = post(person("mine"), "x");

        assertThatThrownBy(() -> photos.share(photo.id(), person("not.mine")))
                .isInstanceOf(NoSuchPhotoException.class);
        assertThatThrownBy(() -> photos.share(-1, 1)).isInstanceOf(NoSuchPhotoException.class);
    }

    @Test
    void likeIsCountedOnce() {
        long owner = person("liked");
        long reader = person("likes");
        Photo photo = post(owner, "x");

        assertThat(photos.like(photo.id(), reader)).isTrue();
        assertThat(photos.like(photo.id(), reader)).isFalse();
        assertThat(photos.likes(photo.id())).isEqualTo(1);
        assertThat(photos.unlike(photo.id(), reader)).isTrue();
        assertThat(photos.unlike(photo.id(), reader)).isFalse();
        assertThat(photos.likes(photo.id())).isZero();
        assertThatThrownBy(() -> photos.like(photo.id() + 1, reader))
                .isInstanceOf(NoSuchPhotoException.class);
        assertThat(photos.unlike(-1, reader)).isFalse();
        assertThat(photos.likes(-1)).isZero();
    }

    @Test
    void commentsComeInPagesNewestFirst() {
        long owner = person("commented");
        Photo photo = post(owner, "x");
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(0, photos.comment(photo.id(), owner, "comment " + i).id());
        }

        List<Comment> first = photos.comments(photo.id(), OptionalLong.empty(), 3);
        List<Comment> second = photos.comments(photo.id(), OptionalLong.of(first.get(2).id()), 3);

        assertThat(first).extracting(Comment::text).startsWith("comment 4").hasSize(3);
        assertThat(Stream.concat(first.stream(), second.stream()).map(Comment::id))
                .containsExactlyElementsOf(ids);
        assertThat(photos.find(photo.id()).orElseThrow().comments()).isEqualTo(5);
        assertThatThrownBy(() -> photos.comment(photo.id(), owner, " "))
                .isInstanceOf(RefusedTextException.class);
        assertThatThrownBy(() -> photos.comment(photo.id() + 1, owner, "x"))
                .isInstanceOf(NoSuchPhotoException.class);
        assertThatThrownBy(() -> photos.comments(photo.id(), OptionalLong.empty(), 101))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private long person(String name) {
        return people.signUp(name, "correct horse").id();
    }

    private Photo post(long owner, String caption) {
        return photos.post(owner, TestPictures.png(folder), caption(caption));
    }

    private Photo post(long owner, String caption, Set<ShareTarget> shareTo) {
        return photos.post(owner, TestPictures.png(folder), new NewPhoto(caption, shareTo));
    }

    private static NewPhoto caption(String caption) {
        return new NewPhoto(caption, Set.of());
    }

    private long storedFiles() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private List<String> outboxOf(long photoId) {
        Shard shard = test.shards().ofId(photoId);
        return shard.transact(
                connection -> {
                    List<String> ids = new ArrayList<>();
                    try (PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            """
                                            SELECT job_id FROM darkroom.outbox
                                            WHERE job_id LIKE '%-' || ? ORDER BY job_id""",
                                            Long.toString(photoId));
                            ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            ids.add(row.getString(1));
                        }
                    }
                    return ids;
                });
    }

    private static void execute(Shard shard, String sql) {
        shard.transact(
                connection -> {
                    try (java.sql.Statement statement = connection.createStatement()) {
                        return statement.execute(sql);
                    }
                });
    }

    private static long count(Shard shard, String sql) {
        return shard.transact(
                connection -> {
                    try (PreparedStatement select = shard.prepare(connection, sql);
                            ResultSet row = select.executeQuery()) {
                        row.next();
                        return row.getLong(1);
                    }
                });
    }
}
