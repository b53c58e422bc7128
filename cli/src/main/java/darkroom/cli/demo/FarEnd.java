package darkroom.cli.demo;

import darkroom.cli.service.Backend;
import darkroom.cli.service.LocalServers;
import darkroom.embedded.Tweet;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.store.Variant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Counts what has really happened where it was to happen (rows, files, Apple's end, X's end) and
 * compares it with what the world says must have happened. Nothing here asks the queue.
 */
final class FarEnd {
    private static final int FEED_ROWS_MAX = 10_000_000;

    static final String PUSHES = "pushes on phones";

    private final World world;
    private final Cast cast;
    private final Posts posts;
    private final Backend backend;
    private final LocalServers servers;

    FarEnd(World world, Cast cast, Posts posts, Backend backend, LocalServers servers) {
        this.world = world;
        this.cast = cast;
        this.posts = posts;
        this.backend = backend;
        this.servers = servers;
    }

    private record Entry(long reader, long photo) {}

    List<Check> checks() {
        return List.of(thumbnails(), feedEntries(), pushes(), tweets(), likes());
    }

    /** Notifications that were sent more than once, each replaced on its phone by the next. */
    long pushesResent() {
        long resent = 0;
        for (Map.Entry<Integer, Integer> times : servers.apns().pairsByTimesNotified().entrySet()) {
            resent += (long) (times.getKey() - 1) * times.getValue();
        }
        return resent;
    }

    private Check thumbnails() {
        long found = 0;
        long missing = 0;
        for (int post = 0; post < posts.count(); post++) {
            for (Variant variant : Variant.thumbnails()) {
                if (isJpeg(posts.photoId(post), variant)) {
                    found++;
                } else {
                    missing++;
                }
            }
        }
        long expected = (long) posts.count() * Variant.thumbnails().size();
        // Each photo has its original beside them; any other file was not asked for.
        long surplus = filesOnDisk() - found - posts.count();
        return new Check("thumbnails on disk", expected, found, missing, surplus);
    }

    private boolean isJpeg(long photo, Variant variant) {
        return backend.photos()
                .open(photo, variant)
                .map(
                        file -> {
                            try (file) {
                                byte[] bytes = file.stream().readAllBytes();
                                return ImageIO.read(new ByteArrayInputStream(bytes)) != null;
                            } catch (IOException e) {
                                return false;
                            }
                        })
                .orElse(false);
    }

    private long filesOnDisk() {
        try (Stream<Path> files = Files.walk(backend.settings().photos())) {
            // What the killed process was just writing is no file of a photo; the store sweeps it.
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".part"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot count the photo files", e);
        }
    }

    private Check feedEntries() {
        Set<Entry> expected = new HashSet<>();
        for (int post = 0; post < posts.count(); post++) {
            for (int follower : world.followersOf(world.poster(post))) {
                expected.add(new Entry(cast.idOf(follower), posts.photoId(post)));
            }
        }
        List<Entry> found = allFeedEntries();
        Set<Entry> different = new HashSet<>(found);
        long unexpected = different.stream().filter(entry -> !expected.contains(entry)).count();
        long missing = expected.stream().filter(entry -> !different.contains(entry)).count();
        long twice = (long) found.size() - different.size();
        return new Check(
                "feed entries written", expected.size(), found.size(), missing, twice + unexpected);
    }

    private List<Entry> allFeedEntries() {
        List<Entry> all = new ArrayList<>();
        for (int number = 0; number < backend.shards().count(); number++) {
            Shard shard = backend.shards().at(number);
            all.addAll(
                    shard.transact(
                            connection -> {
                                List<Entry> rows = new ArrayList<>();
                                try (PreparedStatement select =
                                                shard.prepare(
                                                        connection,
                                                        """
                                                        SELECT reader_id, photo_id
                                                        FROM {s}.feed_entry LIMIT ?""",
                                                        FEED_ROWS_MAX);
                                        ResultSet row = select.executeQuery()) {
                                    while (row.next()) {
                                        rows.add(new Entry(row.getLong(1), row.getLong(2)));
                                    }
                                }
                                return rows;
                            }));
        }
        return all;
    }

    private Check pushes() {
        long expected = 0;
        long missing = 0;
        for (int post = 0; post < posts.count(); post++) {
            String collapseId = "photo-" + posts.photoId(post);
            for (int follower : world.followersOf(world.poster(post))) {
                if (world.hasDevice(follower)) {
                    expected++;
                    if (servers.apns().accepted(world.deviceOf(follower), collapseId) == 0) {
                        missing++;
                    }
                }
            }
        }
        long shown =
                servers.apns().pairsByTimesNotified().values().stream()
                        .mapToLong(Integer::longValue)
                        .sum();
        return new Check(PUSHES, expected, shown, missing, shown - (expected - missing));
    }

    private Check tweets() {
        List<Tweet> tweets = servers.x().tweets();
        long expected = 0;
        long missing = 0;
        for (int post = 0; post < posts.count(); post++) {
            if (world.isShared(post)) {
                expected++;
                String caption = posts.captionOf(post) + " ";
                int count =
                        (int)
                                tweets.stream()
                                        .filter(tweet -> (tweet.text() + " ").startsWith(caption))
                                        .count();
                missing += count == 0 ? 1 : 0;
            }
        }
        return new Check(
                "tweets on X",
                expected,
                tweets.size(),
                missing,
                tweets.size() - (expected - missing));
    }

    private Check likes() {
        long found = 0;
        for (int post = 0; post < posts.count(); post++) {
            long photo = posts.photoId(post);
            Shard shard = backend.shards().ofId(photo);
            found +=
                    shard.<Long>transact(
                            connection -> {
                                try (PreparedStatement select =
                                                shard.prepare(
                                                        connection,
                                                        """
                                                        SELECT count(*) FROM {s}.photo_like
                                                        WHERE photo_id = ?""",
                                                        photo);
                                        ResultSet row = select.executeQuery()) {
                                    row.next();
                                    return row.getLong(1);
                                }
                            });
        }
        long missing = Math.max(0, posts.likes() - found);
        return new Check(
                "likes", posts.likes(), found, missing, Math.max(0, found - posts.likes()));
    }
}
