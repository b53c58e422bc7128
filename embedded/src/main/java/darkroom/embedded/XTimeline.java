package darkroom.embedded;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an {@link XServer} holds: the tweets, and how many requests each user has left. Thread-safe.
 */
final class XTimeline {
    static final Duration DUPLICATE_WINDOW = Duration.ofMinutes(30);

    private static final Duration LIMIT_WINDOW = Duration.ofMinutes(15);

    private final InstantSource clock;
    private final List<Tweet> tweets = new ArrayList<>();
    private final Map<String, Window> windows = new HashMap<>();
    private int limit;
    private long lastId;

    /**
     * @param limit posts of one user in 15 minutes
     */
    XTimeline(InstantSource clock, int limit) {
        this.clock = clock;
        this.limit = limit;
        // In the order of size of real ids, and beyond 2^53, where JavaScript and doubles lose
        // digits.
        this.lastId = 1_990_000_000_000_000_000L;
    }

    synchronized void limit(int newLimit) {
        limit = newLimit;
        windows.clear();
    }

    /** Counts one request of the user. */
    synchronized Rate count(XUser user) {
        Instant now = clock.instant();
        Window window =
                windows.compute(
                        user.id(),
                        (id, old) ->
                                old == null || !now.isBefore(old.reset)
                                        ? new Window(1, now.plus(LIMIT_WINDOW))
                                        : new Window(old.used + 1, old.reset));
        return new Rate(
                limit, Math.max(0, limit - window.used), window.reset, window.used <= limit);
    }

    synchronized boolean isDuplicate(XUser user, String text) {
        Instant horizon = clock.instant().minus(DUPLICATE_WINDOW);
        return tweets.stream()
                .anyMatch(
                        tweet ->
                                tweet.userId().equals(user.id())
                                        && tweet.text().equals(text)
                                        && tweet.createdAt().isAfter(horizon));
    }

    synchronized Tweet post(XUser user, String text) {
        lastId += 1_000_003;
        Tweet tweet = new Tweet(Long.toString(lastId), user.id(), text, clock.instant());
        tweets.add(tweet);
        return tweet;
    }

    synchronized List<Tweet> all() {
        return List.copyOf(tweets);
    }

    /** The newest first, at most {@code max}. */
    synchronized List<Tweet> latest(String userId, int max) {
        List<Tweet> latest = new ArrayList<>();
        for (int i = tweets.size() - 1; i >= 0 && latest.size() < max; i--) {
            if (tweets.get(i).userId().equals(userId)) {
                latest.add(tweets.get(i));
            }
        }
        return latest;
    }

    /**
     * What the three x-rate-limit headers say.
     *
     * @param allowed whether this request is within the limit
     */
    record Rate(int limit, int remaining, Instant reset, boolean allowed) {}

    private record Window(int used, Instant reset) {}
}
