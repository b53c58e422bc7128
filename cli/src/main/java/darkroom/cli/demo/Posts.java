package darkroom.cli.demo;

import darkroom.jobs.sample.SamplePhotos;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Posts the photos over HTTP, a few at a time, and likes each; knows the id of each post. */
final class Posts {
    private static final int AT_ONCE = 3;
    private static final String TWITTER = "twitter";

    private final World world;
    private final Cast cast;
    private final SamplePhotos samples;
    private final long[] photoIds;
    private final AtomicInteger posted = new AtomicInteger();
    private final AtomicInteger likes = new AtomicInteger();

    Posts(World world, Cast cast, DemoOptions options) {
        this.world = world;
        this.cast = cast;
        this.samples = new SamplePhotos(options.seed());
        this.photoIds = new long[options.posts()];
    }

    /** Posts all from {@code first} to before {@code end}; {@code after} is called after each. */
    void post(int first, int end, Runnable after) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int number = first; number < end; number++) {
                int post = number;
                all.add(
                        threads.submit(
                                () -> {
                                    postOne(post);
                                    after.run();
                                    return post;
                                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException("cannot post", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private void postOne(int post) throws InterruptedException {
        Phone phone = cast.phoneOf(world.poster(post));
        long id =
                phone.post(
                        samples.jpeg(post), captionOf(post), world.isShared(post) ? TWITTER : "");
        photoIds[post] = id;
        posted.incrementAndGet();
        cast.phoneOf(world.poster((post + 1) % photoIds.length)).like(id);
        likes.incrementAndGet();
    }

    String captionOf(int post) {
        return "photo " + post + " by " + world.nameOf(world.poster(post));
    }

    long photoId(int post) {
        return photoIds[post];
    }

    int count() {
        return photoIds.length;
    }

    int posted() {
        return posted.get();
    }

    int likes() {
        return likes.get();
    }
}
