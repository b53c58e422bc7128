package darkroom.bench.micro;

import darkroom.queue.failures.Fingerprint;
import darkroom.queue.handler.Failure;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What tells failures apart: paid by each attempt that fails, and by no other. */
@State(Scope.Benchmark)
public class FingerprintBenchmark {
    private static final List<String> OWN = List.of("darkroom.jobs", "com.example.push");

    private final Failure usual =
            new Failure(
                    "java.sql.SQLTransientConnectionException",
                    "shard_0017 - connection to db1.example.org:5432 is not available, request timed"
                            + " out after 3000 ms (photo 123456789012345678, \"large\")",
                    stack(40, 12));

    private final Failure longest =
            new Failure("x.Y", "a1,\"b\" /c/d@e ".repeat(200), stack(400, 400));

    /** Forty frames, the application's own among them. */
    @Benchmark
    public Fingerprint usual() {
        return Fingerprint.of("push", usual, OWN);
    }

    /** As much of everything as is ever read, and no frame of the application's. */
    @Benchmark
    public Fingerprint longest() {
        return Fingerprint.of("push", longest, OWN);
    }

    private static String stack(int frames, int own) {
        StringBuilder stack = new StringBuilder("java.sql.SQLTransientConnectionException: x\n");
        for (int i = 0; i < frames; i++) {
            stack.append(
                    i == own
                            ? "\tat darkroom.jobs.push.PushHandler.handle(PushHandler.java:88)\n"
                            : "\tat com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:1)\n");
        }
        return stack.toString();
    }
}
