package darkroom.queue.operations;

import static darkroom.queue.fixtures.TestQueue.NOTE;

import darkroom.queue.Job;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.json.DeadJob;
import darkroom.queue.json.StoredJob;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Dead notes by the hundred, and a process that runs them when they are retried. */
final class DeadPile {
    private static final int BATCH = 1_000;

    private final TestQueue queue;
    private final Membership member;

    DeadPile(TestQueue queue, String... queues) {
        this.queue = queue;
        this.member = queue.join(queues);
    }

    /** Notes with ids {@code a1} and on, dead for {@code type} in {@code queue}. */
    void bury(String name, String type, String prefix, int count) {
        for (int from = 1; from <= count; from += BATCH) {
            List<Job<Note>> jobs = new ArrayList<>();
            for (int i = from; i < from + BATCH && i <= count; i++) {
                jobs.add(NOTE.job(new Note(i)).withId(prefix + i).onQueue(name));
            }
            queue.client().enqueueAll(jobs);
            List<Settlement> ends =
                    TestQueue.reserve(member, jobs.size()).stream()
                            .map(one -> dead(one, type))
                            .toList();
            TestQueue.settle(member, ends, 0);
        }
    }

    private Settlement dead(Reserved reserved, String type) {
        StoredJob job = TestQueue.job(reserved);
        DeadJob record =
                new DeadJob(
                        job.id().orElseThrow(),
                        reserved.queue(),
                        job.kind(),
                        job.attempt(),
                        new DeadJob.Cause("attempts", type, "no", "\tat Here.now\n"),
                        member.id(),
                        reserved.payload());
        return Settlement.dead(reserved, record, job.uniqueKey());
    }

    /** Runs up to {@code most} that are ready, as a worker that counts what operations ask for. */
    int run(int most, boolean fails) {
        List<Reserved> held = TestQueue.reserve(member, most);
        Map<String, Long> counts = new TreeMap<>();
        List<Settlement> ends = new ArrayList<>();
        for (Reserved one : held) {
            StoredJob job = TestQueue.job(one);
            ends.add(fails ? dead(one, "again") : Settlement.done(one, job));
            counts.merge("done|note|" + one.queue(), fails ? 0L : 1L, Long::sum);
            job.operation()
                    .ifPresent(
                            number -> {
                                String slot = "operation|" + number % 100 + "|";
                                counts.merge(slot + "tried", 1L, Long::sum);
                                counts.merge(slot + "failed", fails ? 1L : 0L, Long::sum);
                                counts.merge(slot + (fails ? "dead" : "done"), 1L, Long::sum);
                            });
        }
        member.exchange(member.batch(ends, counts), 0, 0);
        return held.size();
    }

    /** Ids of the jobs that are ready in a queue, one for each time. */
    List<String> ready(String name) {
        return queue.jedis().lrange(queue.keys().queue(name), 0, -1).stream()
                .map(json -> json.replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1"))
                .toList();
    }
}
