package darkroom.jobs.crosspost;

import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.JobContext;
import darkroom.queue.handler.JobHandler;
import darkroom.queue.handler.Outcome;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Posts a photo on X as its owner. Run any number of times, in parallel or interrupted: one tweet.
 */
public final class CrossPostHandler implements JobHandler<CrossPostJob> {
    /** Beyond a call's timeout: how long a request may still be on its way. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Shards shards;
    private final XAccounts accounts;
    private final XApi x;
    private final Duration settling;

    /** Posts the photos on {@code shards}. */
    public CrossPostHandler(Shards shards, XAccounts accounts, XApi x) {
        this(shards, accounts, x, x.timeout().plus(MARGIN));
    }

    CrossPostHandler(Shards shards, XAccounts accounts, XApi x, Duration settling) {
        this.shards = shards;
        this.accounts = accounts;
        this.x = x;
        this.settling = settling;
    }

    private record Photo(long ownerId, String caption) {}

    @Override
    public Outcome handle(CrossPostJob job, JobContext context) throws InterruptedException {
        Shard shard = shards.ofId(job.photoId());
        Optional<Photo> photo = photo(shard, job.photoId());
        if (photo.isEmpty()) {
            // Deleted meanwhile: there is nothing left to do.
            return Outcome.completed();
        }
        Optional<XAccount> account = accounts.find(photo.get().ownerId());
        if (account.isEmpty()) {
            return buried("not-linked", "the owner has no account at X that we may post for");
        }
        Intents intents = new Intents(shard, job.photoId());
        Post post =
                new Post(
                        photo.get().ownerId(),
                        account.get(),
                        new TweetText(job.photoId(), photo.get().caption()),
                        intents);
        Optional<Intents.Intent> seen = intents.find();
        return seen.isPresent() ? resume(post, seen.get()) : send(post, seen);
    }

    private record Post(long ownerId, XAccount account, TweetText text, Intents intents) {}

    private Outcome resume(Post post, Intents.Intent seen) throws InterruptedException {
        return switch (seen.state()) {
            case SENT -> Outcome.completed();
            case REFUSED -> send(post, Optional.of(seen));
            case SENDING ->
                    seen.age().compareTo(settling) < 0
                            ? Outcome.snoozed(settling.minus(seen.age()).plusMillis(100))
                            : settle(post, Optional.of(seen));
        };
    }

    /** An earlier request was interrupted, or refused as a duplicate: is it on X? */
    private Outcome settle(Post post, Optional<Intents.Intent> seen) throws InterruptedException {
        XAnswer looked = x.find(post.account(), post.text().marker());
        if (looked instanceof XAnswer.Posted found) {
            if (!found.tweetId().isEmpty()) {
                post.intents().sent(found.tweetId());
                return Outcome.completed();
            }
            if (seen.isPresent()) {
                return send(post, seen);
            }
            post.intents().refused("duplicate");
            return buried("duplicate", "X refuses the text as a duplicate of another tweet");
        }
        return looked.match(new Answered(post, Optional.empty()));
    }

    private Outcome send(Post post, Optional<Intents.Intent> seen) throws InterruptedException {
        Optional<Instant> intent = post.intents().intend(seen);
        if (intent.isEmpty()) {
            // Somebody else is at it; what became of it can be read when they are done.
            return Outcome.snoozed(settling);
        }
        XAnswer answer = x.post(post.account(), post.text().text());
        if (answer instanceof XAnswer.Refused refused
                && refused.status() == 403
                && refused.detail().contains("duplicate")) {
            return settle(post, Optional.empty());
        }
        return answer.match(new Answered(post, intent));
    }

    /** What follows from an answer; the intent is that of a post, and empty for a look. */
    private final class Answered implements XAnswer.Cases<Outcome> {
        private final Post post;
        private final Optional<Instant> intent;

        @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // lives for one call
        Answered(Post post, Optional<Instant> intent) {
            this.post = post;
            this.intent = intent;
        }

        @Override
        public Outcome posted(String tweetId) {
            post.intents().sent(tweetId);
            return Outcome.completed();
        }

        @Override
        public Outcome limited(Duration untilReset) {
            intent.ifPresent(post.intents()::withdraw);
            return Outcome.snoozed(untilReset);
        }

        @Override
        public Outcome refused(int status, String detail) {
            intent.ifPresent(at -> post.intents().refused(status + " " + detail));
            if (status == 401) {
                accounts.revoke(post.ownerId(), post.account());
                return buried("revoked", "X no longer takes the owner's token: " + detail);
            }
            return buried("refused", "X answered " + status + ": " + detail);
        }

        @Override
        public Outcome notSent(String why) {
            intent.ifPresent(post.intents()::withdraw);
            return Outcome.failed(Failure.of("not-sent", why));
        }

        @Override
        public Outcome unknown(String why) {
            return Outcome.failed(Failure.of("unknown-outcome", why), settling.plusMillis(100));
        }
    }

    private static Outcome buried(String type, String message) {
        return Outcome.buried(Failure.of(type, message));
    }

    private static Optional<Photo> photo(Shard shard, long photoId) {
        return shard.transact(
                connection -> {
                    try (PreparedStatement select =
                                    shard.prepare(
                                            connection,
                                            """
                                            SELECT owner_id, caption FROM {s}.photo
                                            WHERE id = ? LIMIT 1""",
                                            photoId);
                            ResultSet row = select.executeQuery()) {
                        return row.next()
                                ? Optional.of(new Photo(row.getLong(1), row.getString(2)))
                                : Optional.empty();
                    }
                });
    }
}
