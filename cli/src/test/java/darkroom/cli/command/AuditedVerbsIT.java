package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.fixtures.TestRedis;
import darkroom.jobs.thumbnail.ThumbnailJob;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.operator.AuditEntry;
import darkroom.queue.operator.AuditEntry.Phase;
import darkroom.queue.operator.AuditLog;
import darkroom.queue.operator.Operators;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.workers.WorkerConfig;
import darkroom.workers.WorkerProcess;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a verb changes is in the audit log, before and after; what it only shows is not. */
@Timeout(60)
final class AuditedVerbsIT {
    private final RedisAddress address =
            RedisAddress.of(TestRedis.shared().uri().toString())
                    .withNamespace(TestRedis.freshNamespace());
    private final RedisStore store = RedisStore.open(address);
    private final AuditLog log = new AuditLog(store);

    @AfterEach
    void close() {
        store.close();
    }

    private Ran darkroom(String... verb) {
        return Ran.at(address, verb);
    }

    /** Runs a verb that changes something: what it has noted, latest first. */
    private List<AuditEntry> noted(String... verb) {
        int before = log.page("", 1_000).size();
        List<String> by = new ArrayList<>(List.of(verb));
        by.addAll(List.of("--by", "ada@host7"));
        darkroom(by.toArray(String[]::new));
        List<AuditEntry> all = log.page("", 1_000);
        List<AuditEntry> fresh = all.subList(0, all.size() - before);
        assertThat(fresh)
                .as(String.join(" ", verb))
                .isNotEmpty()
                .allMatch(entry -> entry.act().who().equals("ada@host7"))
                .allMatch(entry -> entry.act().from().equals("(command)"));
        return fresh;
    }

    private void notes(String verb, String target, String before, String after, String... args) {
        List<AuditEntry> noted = noted(args);
        assertThat(noted).extracting(AuditEntry::phase).containsExactly(Phase.DONE, Phase.BEGUN);
        assertThat(noted).allMatch(entry -> entry.act().verb().equals(verb));
        assertThat(noted).allMatch(entry -> entry.act().target().contains(target));
        assertThat(noted.get(1).state()).as("before " + verb).contains(before);
        assertThat(noted.get(0).state()).as("after " + verb).contains(after);
    }

    /** So many dead jobs: their ids. */
    private List<String> bury(int count) {
        QueueClient client = new QueueClient(store, InstantSource.system(), new SecureRandom());
        for (int i = 1; i <= count; i++) {
            client.enqueue(ThumbnailJob.KIND.job(new ThumbnailJob(i)).withId("dead-" + i));
        }
        HandlerRegistry handlers =
                HandlerRegistry.builder()
                        .add(
                                ThumbnailJob.KIND,
                                (job, context) -> Outcome.buried(Failure.of("x.y.Broken", "no")))
                        .build();
        DeadJobs dead = new DeadJobs(store);
        try (WorkerProcess process =
                WorkerProcess.start(
                        store, handlers, WorkerConfig.of("test", 2, List.of("thumbnail")))) {
            await().atMost(Duration.ofSeconds(20)).until(() -> dead.count() == count);
            assertThat(process.isWornOut()).isFalse();
        }
        return dead.list(0, count).stream().map(view -> view.job().id()).sorted().toList();
    }

    @Test
    void queuesAndTheFleet() {
        notes("queue pause", "note", "open", "paused", "queue", "pause", "note");
        notes("queue resume", "note", "paused", "open", "queue", "resume", "note");
        notes(
                "queue purge",
                "note",
                "open",
                "0 jobs deleted",
                "queue",
                "purge",
                "note",
                "--confirm",
                "note");
        notes("fleet scale", "fleet", "auto", "7 threads", "fleet", "scale", "--threads", "7");
        notes("fleet scale", "fleet", "7 threads", "auto", "fleet", "scale", "--threads", "auto");
        notes(
                "doctor repair",
                "all places",
                "0 things are wrong",
                "nothing to repair",
                "doctor",
                "--repair");
    }

    @Test
    void jobsThatWait() {
        List<AuditEntry> enqueued =
                noted("job", "enqueue", "thumbnail", "[1]", "--delay", "1h", "--json");
        assertThat(enqueued.get(1).state()).isEqualTo("kind thumbnail, queue thumbnail");
        String id = enqueued.get(0).act().target();
        notes(
                "scheduled run",
                id,
                "scheduled in queue",
                "put into its queue",
                "scheduled",
                "run",
                id);
        notes("job cancel", id, "ready in queue", "cancelled", "job", "cancel", id);
        List<AuditEntry> refused = noted("job", "cancel", id);
        assertThat(refused)
                .extracting(AuditEntry::phase)
                .containsExactly(Phase.REFUSED, Phase.BEGUN);
        assertThat(refused.get(1).state()).isEqualTo("does not wait there");
    }

    @Test
    void deadJobsAndOperations() {
        List<String> ids = bury(4);
        assertThat(log.page("", 10)).isEmpty();
        String one = ids.get(0);
        notes("dead retry", one, "dead", "retried", "dead", "retry", one);
        String two = ids.get(1);
        notes("dead discard", two, "dead", "discarded", "dead", "discard", two);
        String three = ids.get(2);
        notes("dead edit", three, "dead", "other args", "dead", "edit", three, "--args", "[2]");
        notes("dead export", "kind", "masked", "1 jobs", "dead", "export", "--kind", "thumbnail");
        notes("operation retry", "", "1 dead", "operation 1", "dead", "retry", "--all");
        notes("operation pause", "1", "running", "paused", "operations", "pause", "1");
        notes("operation resume", "1", "paused", "running", "operations", "resume", "1");
        notes("operation cancel", "1", "running", "cancel", "operations", "cancel", "1");
        assertThat(noted("operations", "undo", "99").get(0).phase()).isEqualTo(Phase.REFUSED);
        assertThat(noted("failures", "mute", "beef", "--for", "1h").get(0).state())
                .isEqualTo("unknown");
    }

    @Test
    void operators() {
        notes(
                "operator add",
                "bob",
                "role viewer",
                "viewer",
                "operator",
                "add",
                "bob",
                "--role",
                "viewer");
        notes("operator remove", "bob", "viewer", "gone", "operator", "remove", "bob");
        String by = "x".repeat(10_000);
        assertThat(darkroom("operator", "add", "eve", "--role", "viewer", "--by", by).code())
                .isZero();
        assertThat(log.page("", 2))
                .extracting(entry -> entry.act().who())
                .allMatch(who -> who.startsWith("xxx") && who.length() < 140);
    }

    @Test
    void whatOnlyLooksOrIsADryRunNotesNothing() {
        bury(1);
        for (String verb :
                List.of(
                        "queue ls",
                        "queue peek note",
                        "queue objective note",
                        "queue purge note --dry-run",
                        "dead ls",
                        "dead retry dead-1 --dry-run",
                        "dead discard --all --dry-run",
                        "dead edit dead-1 --args [2] --dry-run",
                        "operations ls",
                        "operations log",
                        "scheduled ls",
                        "fleet status",
                        "fleet stop --dry-run",
                        "doctor",
                        "doctor --repair --dry-run")) {
            assertThat(darkroom(verb.split(" ")).code()).as(verb).isNotEqualTo(2);
        }

        assertThat(log.page("", 10)).isEmpty();
    }

    @Test
    void whatCannotBeNotedIsNotDone() {
        bury(1);
        store.setField(store.keys().audit(), "another program's", "1");

        assertThat(darkroom("queue", "pause", "note").code()).isEqualTo(1);
        assertThat(darkroom("dead", "discard", "dead-1").code()).isEqualTo(1);
        assertThat(darkroom("operator", "add", "eve", "--role", "admin").code()).isEqualTo(1);

        assertThat(new Operators(store, new SecureRandom()).count()).isZero();
        assertThat(store.members(store.keys().paused())).isEmpty();
        assertThat(store.sortedSize(store.keys().dead())).isOne();
    }
}
