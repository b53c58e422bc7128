package darkroom.jobs.push;

import darkroom.jobs.dependency.Dependency;
import darkroom.jobs.push.Answer.Verdict;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Tells each device of a reader of a photo, once. Each device is settled for itself; the job's
 * outcome is the worst of them, and another attempt sends only what was not accepted. Thread-safe.
 */
public final class PushHandler implements JobHandler<PushJob> {
    private static final Duration OF_USE = Duration.ofDays(1);

    private final Shards shards;
    private final Devices devices;
    private final Apns apns;
    private final InstantSource clock;

    /** A handler for a whole process. */
    public PushHandler(Shards shards, Devices devices, Apns apns, InstantSource clock) {
        this.shards = shards;
        this.devices = devices;
        this.apns = apns;
        this.clock = clock;
    }

    @Override
    public Outcome handle(PushJob job, JobContext context) throws InterruptedException {
        if (!shards.covers(job.photoId()) || !shards.covers(job.readerId())) {
            return Outcome.buried(
                    Failure.of(
                            "no-such-photo",
                            "no shard holds photo "
                                    + job.photoId()
                                    + " or reader "
                                    + job.readerId()
                                    + "; discard it"));
        }
        List<Device> due = devices.notToldOf(job.photoId(), job.readerId());
        Optional<String> owner = due.isEmpty() ? Optional.empty() : owner(job.photoId());
        if (owner.isEmpty()) {
            // No device that was not told, or no photo any more.
            return Outcome.completed();
        }
        return settle(job, sent(job, owner.get(), due));
    }

    /** Sends to all at once; returns when each has its answer. */
    private List<Sent> sent(PushJob job, String owner, List<Device> due)
            throws InterruptedException {
        Instant expiresAt = clock.instant().plus(OF_USE);
        try (Dependency.Call call = apns.begin()) {
            List<CompletableFuture<Sent>> underWay = new ArrayList<>();
            for (Device device : due) {
                Notification notification =
                        new Notification(job.photoId(), owner, device.token(), expiresAt);
                underWay.add(
                        apns.send(notification)
                                .thenApply(answer -> new Sent(device, notification, answer)));
            }
            List<Sent> sent = new ArrayList<>();
            for (CompletableFuture<Sent> one : underWay) {
                sent.add(answered(one));
            }
            tell(call, sent);
            return sent;
        }
    }

    private void tell(Dependency.Call call, List<Sent> sent) {
        Answer worst = worst(sent);
        switch (worst.verdict()) {
            case AWAY, UNANSWERED -> call.failed(apns.away(worst.reason()));
            case MISCONFIGURED -> call.refused(apns.away(worst.reason()));
            default -> call.succeeded();
        }
    }

    private Outcome settle(PushJob job, List<Sent> all) {
        for (Sent sent : all) {
            Answer answer = sent.answer();
            if (answer.verdict() == Verdict.ACCEPTED) {
                record(job, sent.notification());
            } else if (answer.verdict() == Verdict.GONE) {
                // Without a time from Apple, the row that was read is the one that is taken away.
                Instant asOf = answer.goneSince().orElse(sent.device().registeredAt());
                devices.forget(job.readerId(), sent.device().token(), asOf);
            }
        }
        return outcome(worst(all));
    }

    private static Answer worst(List<Sent> all) {
        return all.stream()
                .map(Sent::answer)
                .max(Comparator.comparing(Answer::verdict))
                .orElseThrow();
    }

    private Outcome outcome(Answer worst) {
        return switch (worst.verdict()) {
            case ACCEPTED, GONE -> Outcome.completed();
            case LATER ->
                    Outcome.failed(
                            Failure.of("apns-later", "APNs did not take it: " + worst.reason()));
            case REFUSED ->
                    Outcome.buried(Failure.of(worst.reason(), "APNs refused: " + worst.reason()));
            case AWAY, MISCONFIGURED -> throw apns.away(worst.reason());
            case UNANSWERED -> throw apns.away(worst.reason()).unanswered();
        };
    }

    private static Sent answered(CompletableFuture<Sent> one) throws InterruptedException {
        try {
            return one.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer of Apns never fails", e);
        }
    }

    private Optional<String> owner(long photoId) {
        Shard shard = shards.ofId(photoId);
        String sql =
                """
                SELECT o.name FROM {s}.photo p JOIN {s}.person o ON o.id = p.owner_id
                WHERE p.id = ? LIMIT 1""";
        return shard.transact(
                connection -> {
                    try (PreparedStatement select = shard.prepare(connection, sql, photoId);
                            ResultSet row = select.executeQuery()) {
                        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                    }
                });
    }

    private void record(PushJob job, Notification notification) {
        Shard shard = shards.ofId(job.readerId());
        String sql =
                """
                INSERT INTO {s}.push_sent (photo_id, device_token, apns_id, sent_at)
                VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING""";
        shard.transact(
                connection -> {
                    try (PreparedStatement insert =
                            shard.prepare(
                                    connection,
                                    sql,
                                    job.photoId(),
                                    notification.deviceToken(),
                                    notification.id().toString(),
                                    clock.instant())) {
                        return insert.executeUpdate();
                    }
                });
    }

    /** A notification and what came of it. */
    private record Sent(Device device, Notification notification, Answer answer) {}
}
