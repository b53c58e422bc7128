package darkroom.web;

import darkroom.queue.Job;
import darkroom.queue.JobKind;
import darkroom.queue.client.QueueClient;
import darkroom.queue.failures.FailedAttempt;
import darkroom.queue.failures.Fingerprint;
import darkroom.queue.handler.Failure;
import darkroom.queue.json.DeadJob;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Jobs that are buried by failures, as a worker process does it. */
final class TestFailures {
    private record Note(int number) {}

    private static final JobKind<Note> NOTE = JobKind.of("note", Note.class);
    private static final String QUEUE = "failing";

    private final RedisStore store;

    TestFailures(RedisStore store) {
        this.store = store;
    }

    /** Buries so many notes by this failure, and gives the id of its group. */
    String bury(Failure failure, int times) {
        QueueClient client =
                new QueueClient(
                        store,
                        InstantSource.system(),
                        () -> ThreadLocalRandom.current().nextLong());
        List<Job<Note>> jobs =
                IntStream.rangeClosed(1, times)
                        .mapToObj(number -> NOTE.job(new Note(number)).onQueue(QUEUE))
                        .toList();
        client.enqueueAll(jobs);
        Membership member = Membership.join(store, "test", List.of(QUEUE));
        Fingerprint fingerprint = Fingerprint.of("note", failure, List.of("com.example.photos"));
        List<Reserved> held =
                member.exchange(member.batch(List.of(), Map.of()), times, 0).reserved();
        List<Settlement> settlements =
                held.stream().map(one -> buried(member, one, failure, fingerprint)).toList();
        member.exchange(member.batch(settlements, Map.of()), 0, 0);
        return fingerprint.group();
    }

    private static Settlement buried(
            Membership member, Reserved reserved, Failure failure, Fingerprint fingerprint) {
        StoredJob job = JobCodec.decode(reserved.payload());
        String id = job.id().orElseThrow();
        DeadJob record =
                new DeadJob(
                        id,
                        reserved.queue(),
                        "note",
                        1,
                        new DeadJob.Cause(
                                "attempts", failure.type(), failure.message(), failure.stack()),
                        member.id(),
                        reserved.payload());
        return Settlement.dead(reserved, record.inGroup(fingerprint.group()), job.uniqueKey())
                .by(new FailedAttempt(fingerprint, id, 1, failure, "build-7"));
    }
}
