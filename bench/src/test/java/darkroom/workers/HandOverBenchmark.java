package darkroom.workers;

import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.JobKind;
import darkroom.queue.failures.Fingerprints;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.queue.json.JobCodec;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A job from the reply that brought it to its end: handed to a thread, decoded, run, and collected
 * for its settlement. What the worker process pays for each but for its part of the calls. Redis is
 * asked once, to join the fleet.
 */
@State(Scope.Benchmark)
public class HandOverBenchmark {
    private static final int JOBS = 1_000;
    private static final JobKind<Args> KIND = JobKind.of("noop", Args.class);

    /** Of the process. */
    @Param({"1", "50", "200"})
    public int threads;

    private final List<Reserved> jobs = jobs();
    private final RedisStore store =
            RedisStore.open(
                    new RedisAddress(
                            TestRedis.shared().uri(),
                            TestRedis.freshNamespace(),
                            Duration.ofSeconds(5)));
    private final ProcessSwitch process = new ProcessSwitch(1);
    private final WorkerThreads workers = workersOf(process);
    private final Term term = termOf(workers);

    /** As small as real ones. */
    public record Args(long number, String text) {}

    /** As many threads as wanted may be made. */
    @Setup
    public void resize() {
        process.threads(threads);
    }

    /** Ends the threads. */
    @TearDown
    public void close() {
        workers.close();
        term.membership().leave();
        store.close();
    }

    /** A thousand at once, as a call brings them. */
    @Benchmark
    @OperationsPerInvocation(JOBS)
    public int handOver() {
        term.begin(jobs, process);
        int ended = 0;
        while (ended < JOBS) {
            int more = term.hand().collect();
            if (more == 0) {
                Thread.onSpinWait();
            }
            ended += more;
        }
        term.hand().take(JOBS);
        term.hand().settled(JOBS);
        return ended;
    }

    private static WorkerThreads workersOf(ProcessSwitch process) {
        HandlerRegistry handlers =
                HandlerRegistry.builder().add(KIND, (args, context) -> Outcome.completed()).build();
        return new WorkerThreads(
                process,
                new JobExecutor(
                        handlers,
                        new StoreClock(),
                        Duration.ofMinutes(1),
                        new Suspects(new SplittableRandom(1))));
    }

    private Term termOf(WorkerThreads threads) {
        Membership membership = Membership.join(store, "bench", List.of(KIND.queue()));
        Fingerprints fingerprints = Fingerprints.of(HandlerRegistry.builder().build());
        ProcessCounts counts = new ProcessCounts();
        Ending ending = new Ending(membership.id(), fingerprints, new Random(1), counts.runTimes());
        return new Term(membership, ending, threads, new Doorbell(), counts);
    }

    private static List<Reserved> jobs() {
        Args args = new Args(123_456_789, "abcdefghij");
        return LongStream.rangeClosed(1, JOBS)
                .mapToObj(
                        number ->
                                new Reserved(
                                        number,
                                        KIND.queue(),
                                        JobCodec.encode(
                                                KIND.job(args),
                                                "job" + number,
                                                1_790_000_000_000L,
                                                Optional.empty())))
                .toList();
    }
}
