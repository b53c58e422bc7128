package darkroom.queue.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import darkroom.queue.Excerpt;
import darkroom.queue.InvalidJobException;
import darkroom.queue.JobKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever stands in a queue ends in a job or in one error, in little time and memory. How many are
 * tried is set by {@code -Ddarkroom.fuzz.payloads}, the seed by {@code -Ddarkroom.fuzz.seed}. One
 * that fails is shrunk, and kept in {@code target/payloads}.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
final class PayloadFuzzTest {
    private static final int PAYLOADS = 100_000;
    private static final int WARM_UP = 5_000;
    private static final Duration CPU_MAX = Duration.ofMillis(10);

    /** Of one payload of 20,000 keys, with its tree made seven times. */
    private static final long ALLOCATED_MAX = 128L << 20;

    private static final long RETAINED_MAX = 16L << 20;
    private static final int TRIES = 5;

    private static final Path FAILED = Path.of("target", "payloads");

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long slowestNanos;
    private long largestBytes;

    record Anything(Object value) {}

    record Wide(long number) {}

    record Narrow(int number) {}

    record Inexact(double number) {}

    record Whole(BigInteger number) {}

    record Exact(BigDecimal number) {}

    record Text(String number) {}

    record Two(String first, List<Object> second) {}

    private static final List<JobKind<?>> KINDS =
            List.of(
                    JobKind.of("k", Anything.class),
                    JobKind.of("k", Wide.class),
                    JobKind.of("k", Narrow.class),
                    JobKind.of("k", Inexact.class),
                    JobKind.of("k", Whole.class),
                    JobKind.of("k", Exact.class),
                    JobKind.of("k", Text.class),
                    JobKind.of("k", Two.class),
                    JobKind.of("k", String.class));

    @Test
    void everyPayloadEndsInAJobOrInARefusal() {
        long seed = Long.getLong("darkroom.fuzz.seed", RandomGenerator.getDefault().nextLong());
        int count = Integer.getInteger("darkroom.fuzz.payloads", PAYLOADS);
        System.out.println("payloads: seed " + seed + ", " + count);
        long begin = System.nanoTime();
        OddPayloads payloads = new OddPayloads(seed);
        for (int i = 0; i < WARM_UP; i++) {
            tried(seed, -1, payloads.next());
        }
        long heap = usedHeap();
        int jobs = 0;
        for (int i = 0; i < count; i++) {
            jobs += tried(seed, i, payloads.next()) ? 1 : 0;
        }
        long stays = usedHeap() - heap;
        System.out.printf(
                Locale.ROOT,
                "payloads: %d are jobs, %d s in all; the slowest took %.2f ms to read, the most that"
                        + " one allocated is %d KiB; %d KiB stay%n",
                jobs,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
                slowestNanos / 1e6,
                largestBytes >> 10,
                stays >> 10);
        assertThat(jobs).as("that are jobs").isBetween(count / 100, count * 99 / 100);
        assertThat(stays).as("bytes that stay").isLessThan(RETAINED_MAX);
    }

    @Test
    void payloadThatFailsIsShrunkAndKept(@TempDir Path folder) throws IOException {
        byte[] payload =
                "{\"class\":\"k\",\"args\":[{\"number\":1E+9999999999,\"b\":null}],\"at\":1}"
                        .getBytes(UTF_8);

        byte[] shrunk =
                FailingPayload.shrunk(payload, few -> new String(few, UTF_8).contains("1E+99"));

        assertThat(FailingPayload.kept(folder.resolve("new"), 7, 12, shrunk))
                .hasFileName("payload-7-12.bin")
                .hasBinaryContent("1E+99".getBytes(UTF_8));
    }

    @Test
    void numberBeyondAllOfJavasIsRefusedAndNotThrown() {
        StoredJob job = JobCodec.decode(bytes("-1E+9999999999"));

        assertThatThrownBy(() -> job.withLoss("one-1")).isInstanceOf(InvalidJobException.class);
        assertThat(isRefused(JobKind.of("k", Anything.class), job)).isTrue();
        assertThatThrownBy(
                        () -> JobCodec.jobFromText(JobKind.of("k", Exact.class), "[1E+9999999999]"))
                .isInstanceOf(InvalidJobException.class);
    }

    @Test
    void edgesOfSixtyFourBitsAreExact() {
        for (BigInteger edge :
                List.of(
                        BigInteger.valueOf(Long.MAX_VALUE),
                        BigInteger.valueOf(Long.MIN_VALUE),
                        BigInteger.valueOf((1L << 53) + 1),
                        BigInteger.ONE.shiftLeft(63),
                        BigInteger.ONE.shiftLeft(64).add(BigInteger.ONE),
                        BigInteger.ONE.shiftLeft(3_000))) {
            StoredJob job = JobCodec.decode(bytes(edge.toString())).withAttempt(2);

            assertThat(job.args().get(0).get("number").bigIntegerValue()).isEqualTo(edge);
            assertThat(JobCodec.args(JobKind.of("k", Whole.class), job).number()).isEqualTo(edge);
            if (edge.bitLength() < Long.SIZE) {
                assertThat(JobCodec.args(JobKind.of("k", Wide.class), job).number())
                        .isEqualTo(edge.longValueExact());
            } else {
                assertThat(isRefused(JobKind.of("k", Wide.class), job)).isTrue();
            }
        }
    }

    @Test
    void whatANewerBuildWroteBesideStaysAsItIs() {
        String newer = "{\"class\":\"k\",\"v\":99,\"args\":[{\"number\":1}],\"deps\":[\"a\",{}]}";

        StoredJob job =
                JobCodec.decode(newer.getBytes(UTF_8)).withAttempt(2).withLoss("one-1").fresh();

        assertThat(JobCodec.args(JobKind.of("k", Wide.class), job).number()).isOne();
        assertThat(new String(job.withAttempt(3).toBytes(), UTF_8))
                .contains("\"v\":99")
                .contains("\"deps\":[\"a\",{}]");
    }

    private boolean tried(long seed, int number, byte[] payload) {
        try {
            return number < 0 ? use(payload) : measured(payload);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            byte[] shrunk = FailingPayload.shrunk(payload, few -> failsLike(e, few));
            return fail(
                    "seed %d, payload %d of %d bytes; %d of them fail, too, kept in %s, in base 64: %s"
                            .formatted(
                                    seed,
                                    number,
                                    payload.length,
                                    shrunk.length,
                                    FailingPayload.kept(FAILED, seed, number, shrunk),
                                    Excerpt.of(Base64.getEncoder().encodeToString(shrunk))),
                    e);
        }
    }

    private boolean failsLike(Throwable other, byte[] payload) {
        try {
            measured(payload);
            return false;
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            return e.getClass().equals(other.getClass());
        }
    }

    /**
     * Whether it is a job. The least of some tries counts: a machine may be busy, a bug always is.
     */
    private boolean measured(byte[] payload) {
        long allocated = threads.getCurrentThreadAllocatedBytes();
        boolean job = use(payload);
        allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
        largestBytes = Math.max(largestBytes, allocated);
        assertThat(allocated).as("bytes allocated").isLessThan(ALLOCATED_MAX);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES && least > CPU_MAX.toNanos(); i++) {
            long begin = threads.getCurrentThreadCpuTime();
            isReadable(payload);
            least = Math.min(least, threads.getCurrentThreadCpuTime() - begin);
        }
        slowestNanos = Math.max(slowestNanos, least);
        assertThat(least).as("ns of CPU to read it").isLessThanOrEqualTo(CPU_MAX.toNanos());
        return job;
    }

    private static boolean isReadable(byte[] payload) {
        try {
            JobCodec.decode(payload);
            return true;
        } catch (InvalidJobException refused) {
            return false;
        }
    }

    /** All that is done to a payload, whatever becomes of it. */
    private static boolean use(byte[] payload) {
        DeadJob dead =
                new DeadJob(
                        "x",
                        "q",
                        "",
                        1,
                        new DeadJob.Cause("unreadable", "t", "m", ""),
                        "p-1",
                        payload);
        if (!Arrays.equals(DeadJob.fromBytes(dead.toBytes()).payload(), payload)) {
            throw new IllegalStateException("a dead job's bytes are others");
        }
        try {
            StoredJob job = JobCodec.decode(payload);
            JobKind<?> kind = KINDS.get(Math.floorMod(payload.length, KINDS.size()));
            boolean fits = !isRefused(kind, job);
            job.withAttempt(3).withLoss("p-1").withBegun("p-1").fresh().withId("x");
            return fits;
        } catch (InvalidJobException refused) {
            if (!String.valueOf(refused.getMessage()).startsWith("cannot ")) {
                throw refused;
            }
            return false;
        }
    }

    private static boolean isRefused(JobKind<?> kind, StoredJob job) {
        try {
            JobCodec.args(kind, job);
            return false;
        } catch (InvalidJobException refused) {
            return true;
        }
    }

    private static byte[] bytes(String number) {
        return ("{\"class\":\"k\",\"args\":[{\"number\":" + number + "}]}").getBytes(UTF_8);
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
