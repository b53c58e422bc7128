package darkroom.bench.micro;

import darkroom.queue.Job;
import darkroom.queue.JobKind;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A job to its JSON and back: what every enqueue and every start of a job pays. */
@State(Scope.Benchmark)
public class CodecBenchmark {
    private static final JobKind<Args> KIND = JobKind.of("noop", Args.class);
    private static final String ID = "01JD0000000000000000000000";
    private static final long AT = 1_790_000_000_000L;

    private final Job<Args> job = KIND.job(new Args(123_456_789, "abcdefghij"));
    private final byte[] payload = JobCodec.encode(job, ID, AT, Optional.empty());
    private final StoredJob stored = JobCodec.decode(payload);

    /** As small as real ones. */
    public record Args(long number, String text) {}

    /** At enqueue. */
    @Benchmark
    public byte[] encode() {
        return JobCodec.encode(job, ID, AT, Optional.empty());
    }

    /** Before a handler: the job. */
    @Benchmark
    public StoredJob decode() {
        return JobCodec.decode(payload);
    }

    /** Before a handler: its args. */
    @Benchmark
    public Args args() {
        return JobCodec.args(KIND, stored);
    }
}
