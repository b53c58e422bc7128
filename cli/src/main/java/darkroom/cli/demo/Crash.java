package darkroom.cli.demo;

import darkroom.cli.service.ChildWorker;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Queues;
import darkroom.queue.json.JobCodec;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Kills one worker process while it works, and measures how long its jobs lay idle. */
final class Crash {
    private static final Duration BUSY_MAX = Duration.ofSeconds(20);
    private static final Duration RECOVERY_MAX = Duration.ofSeconds(60);
    private static final int BUSY_JOBS = 10;

    private final RedisStore store;
    private final ChildWorker victim;

    Crash(RedisStore store, ChildWorker victim) {
        this.store = store;
        this.victim = victim;
    }

    /**
     * What the crash did.
     *
     * @param held how many jobs the process held when it was killed
     * @param seconds from the kill until the last of them was taken up by another process
     */
    record Recovery(int held, double seconds) {}

    /** Kills when the process holds a good number of jobs; the recovery is measured beside. */
    CompletableFuture<Recovery> killWhenBusy() throws InterruptedException {
        long deadline = System.nanoTime() + BUSY_MAX.toNanos();
        while (true) {
            String id =
                    new Fleet(store)
                            .list().stream()
                                    .map(Fleet.ProcessView::id)
                                    .filter(process -> process.startsWith(victim.name() + "-"))
                                    .findFirst()
                                    .orElse("");
            if (!id.isEmpty()
                    && (Membership.held(store, id).size() >= BUSY_JOBS
                            || System.nanoTime() > deadline)) {
                victim.kill();
                long killed = System.nanoTime();
                Set<String> held = idsOf(Membership.held(store, id));
                return CompletableFuture.supplyAsync(
                        () -> recovery(id, held, killed),
                        work -> new Thread(work, "darkroom-demo-recovery").start());
            }
            if (System.nanoTime() > deadline) {
                throw new DemoFailedException(
                        victim.name() + ": expected it in the fleet, found it is not");
            }
            Pause.millis(5);
        }
    }

    private Recovery recovery(String process, Set<String> held, long killedNanos) {
        long deadline = killedNanos + RECOVERY_MAX.toNanos();
        while (waits(process, held)) {
            if (System.nanoTime() > deadline) {
                throw new DemoFailedException(
                        "jobs of the killed process: expected them to run again within "
                                + RECOVERY_MAX
                                + ", found that some still wait");
            }
            Pause.millis(20);
        }
        return new Recovery(held.size(), (System.nanoTime() - killedNanos) / 1e9);
    }

    // A job waits while it is still down as held by the dead process, or stands in a queue.
    private boolean waits(String process, Set<String> held) {
        if (!Membership.held(store, process).isEmpty()) {
            return true;
        }
        Queues queues = new Queues(store);
        for (Queues.QueueView queue : queues.list()) {
            for (String payload : queues.peek(queue.name(), 1_000)) {
                if (held.contains(idOf(payload.getBytes(StandardCharsets.UTF_8)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Set<String> idsOf(List<Reserved> jobs) {
        Set<String> ids = new HashSet<>();
        jobs.forEach(job -> ids.add(idOf(job.payload())));
        return ids;
    }

    private static String idOf(byte[] payload) {
        return JobCodec.decode(payload).id().orElse("");
    }
}
