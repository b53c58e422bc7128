package darkroom.jobs.crosspost;

import darkroom.jobs.crosspost.CrossPosts.Intent;
import darkroom.jobs.crosspost.CrossPosts.Subject;
import darkroom.jobs.dependency.Dependency;
import darkroom.jobs.shards.Fence;
import darkroom.jobs.shards.Shards;
import darkroom.queue.handler.DependencyUnavailableException;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.JobContext;
import darkroom.queue.handler.JobHandler;
import darkroom.queue.handler.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Posts a photo on its owner's X account, once: however often its job runs, in however many
 * processes at a time, and wherever one of them dies. Thread-safe.
 */
public final class CrossPostHandler implements JobHandler<CrossPostJob> {
    /** A clock may be wrong by so much between the photo's row and X. */
    private static final Duration CLOCK_MARGIN = Duration.ofMinutes(5);

    private final Shards shards;
    private final XAccounts accounts;
    private final XApi x;
    private final Dependency dependency;
    private final CrossPosts posts;

    /**
     * A handler for a whole process.
     *
     * @param dependency what is known of {@code x}
     */
    public CrossPostHandler(Shards shards, XAccounts accounts, XApi x, Dependency dependency) {
        this.shards = shards;
        this.accounts = accounts;
        this.x = x;
        this.dependency = dependency;
        this.posts = new CrossPosts(shards);
    }

    @Override
    public Outcome handle(CrossPostJob job, JobContext context) throws InterruptedException {
        if (!shards.covers(job.photoId())) {
            return Outcome.buried(
                    Failure.of(
                            "no-such-photo",
                            "no shard holds photo " + job.photoId() + "; discard it"));
        }
        Optional<Subject> subject = posts.find(job.photoId());
        if (subject.isEmpty() || state(subject.get()).equals("sent")) {
            return Outcome.completed();
        }
        Optional<XAccount> account = accounts.find(subject.get().ownerId());
        if (account.isEmpty()) {
            return Outcome.buried(
                    Failure.of(
                            "no-account",
                            "the owner has no X account that can be posted to; let them link it"
                                    + " and retry"));
        }
        try (Dependency.Call call = dependency.begin()) {
            return attempt(subject.get(), account.get(), Fence.of(context), call);
        } catch (XUnreadableException e) {
            return e.delay().isZero()
                    ? Outcome.failed(Failure.of("x-unreadable", e.getMessage()))
                    : Outcome.snoozed(e.delay());
        }
    }

    private Outcome attempt(Subject subject, XAccount account, Fence fence, Dependency.Call call)
            throws InterruptedException {
        if (state(subject).equals("sending")) {
            Duration age = subject.intent().map(Intent::age).orElseThrow();
            Duration left = x.times().settled().minus(age);
            if (!left.isNegative() && !left.isZero()) {
                return Outcome.snoozed(left);
            }
            Optional<String> found = find(subject, account, call);
            if (found.isPresent()) {
                posts.sent(subject.photoId(), found.get());
                return Outcome.completed();
            }
        }
        long claimedAtNanos = System.nanoTime();
        Optional<Instant> intendedAt = posts.claim(subject, fence);
        if (intendedAt.isEmpty()) {
            return Outcome.snoozed(x.times().settled());
        }
        // A runner that slept between its claim and its request might meet one that has taken over.
        Duration slept = Duration.ofNanos(System.nanoTime() - claimedAtNanos);
        Duration leeway = x.times().settled().minus(x.times().answer());
        if (slept.compareTo(leeway) >= 0) {
            return Outcome.snoozed(x.times().settled());
        }
        String text = TweetText.of(subject.photoId(), subject.caption());
        return x.post(account, text, call)
                .match(new Settling(subject, account, intendedAt.get(), call));
    }

    private Optional<String> find(Subject subject, XAccount account, Dependency.Call call)
            throws InterruptedException {
        String marker = TweetText.marker(subject.photoId());
        try {
            return x.find(account, marker, subject.createdAt().minus(CLOCK_MARGIN), call);
        } catch (IOException e) {
            throw away("cannot read the posts of an account: " + e.getMessage(), Duration.ZERO);
        }
    }

    /** To be thrown; the job is run again no sooner than {@code atLeast}. */
    private DependencyUnavailableException away(String reason, Duration atLeast) {
        Duration pause = dependency.pause();
        return new DependencyUnavailableException(
                dependency.name(), pause.compareTo(atLeast) < 0 ? atLeast : pause, reason);
    }

    private static String state(Subject subject) {
        return subject.intent().map(Intent::state).orElse("");
    }

    /** What each answer leads to. */
    private final class Settling implements XAnswer.Cases<Outcome> {
        private final Subject subject;
        private final XAccount account;
        private final Instant intendedAt;
        private final Dependency.Call call;

        Settling(Subject subject, XAccount account, Instant intendedAt, Dependency.Call call) {
            this.subject = subject;
            this.account = account;
            this.intendedAt = intendedAt;
            this.call = call;
        }

        @Override
        public Outcome posted(String tweetId) {
            posts.sent(subject.photoId(), tweetId);
            return Outcome.completed();
        }

        @Override
        public Outcome limited(Duration delay) {
            posts.withdraw(subject.photoId(), intendedAt);
            return Outcome.snoozed(delay);
        }

        @Override
        public Outcome away(String reason) {
            posts.withdraw(subject.photoId(), intendedAt);
            throw CrossPostHandler.this.away(reason, Duration.ZERO);
        }

        @Override
        public Outcome refused(String reason) {
            posts.refused(subject.photoId(), intendedAt, reason);
            return Outcome.buried(Failure.of("x-refused", reason));
        }

        @Override
        public Outcome revoked() {
            accounts.revoke(subject.ownerId(), account);
            posts.refused(subject.photoId(), intendedAt, "revoked");
            return Outcome.buried(
                    Failure.of(
                            "x-revoked",
                            "X answered 401: the owner has taken the right to post back; let them"
                                    + " link their account again and retry"));
        }

        /** Only our own post has our marker: it is there, or was until its owner deleted it. */
        @Override
        public Outcome duplicate() throws InterruptedException {
            posts.sent(subject.photoId(), find(subject, account, call).orElse(""));
            return Outcome.completed();
        }

        /** The intent stays: the next attempt looks on X first, when there is something to see. */
        @Override
        public Outcome unknown(String reason) {
            throw CrossPostHandler.this.away("X may have posted: " + reason, x.times().settled());
        }
    }
}
