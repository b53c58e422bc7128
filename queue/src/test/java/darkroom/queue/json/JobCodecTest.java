package darkroom.queue.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.util.RawValue;
import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.JobKind;
import darkroom.queue.Limits;
import darkroom.queue.trace.TraceParent;
import darkroom.queue.trace.TracedThread;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JobCodecTest {
    private static final String ID = "01KAMWX0G0ZZZZZZZZZZZZZZZZ";
    private static final long AT = 1_795_341_600_000L;
    private static final JobKind<Photo> PHOTO = JobKind.of("thumbnail", Photo.class);
    private static final JobKind<Numbers> NUMBERS = JobKind.of("numbers", Numbers.class);
    private static final JobKind<Pair> PAIR = JobKind.of("pair", Pair.class);

    record Photo(long photoId) {}

    record Numbers(long least, long most, BigInteger big, BigDecimal exact, double near) {}

    record Pair(long id, String name) {}

    record Nested(List<Map<String, Pair>> pairs) {}

    record Nothing() {}

    record Anything(Object value) {}

    @Test
    void writesTheGoldenFormat() {
        byte[] minimal = JobCodec.encode(PHOTO.job(new Photo(42)), ID, AT, Optional.empty());
        Job<Photo> all =
                PHOTO.job(new Photo(42)).uniqueBy("k").withMaxAttempts(3).withTimeout(seconds(9));

        assertThat(new String(minimal, UTF_8))
                .isEqualTo(
                        "{\"class\":\"thumbnail\",\"args\":[{\"photoId\":42}],\"id\":\""
                                + ID
                                + "\",\"at\":1795341600000}");
        assertThat(new String(JobCodec.encode(all, ID, AT, Optional.of("db0")), UTF_8))
                .isEqualTo(
                        "{\"class\":\"thumbnail\",\"args\":[{\"photoId\":42}],\"id\":\""
                                + ID
                                + "\",\"at\":1795341600000,\"max\":3,\"timeout\":9000,"
                                + "\"key\":\"k\",\"outbox\":\"db0\"}");
    }

    @Test
    void jobWithADelaySaysWhenItIsDueFirst() {
        Job<Photo> later = PHOTO.job(new Photo(42)).delayedBy(seconds(9));
        byte[] written = JobCodec.encode(later, ID, AT, Optional.empty());

        assertThat(new String(written, UTF_8))
                .endsWith(",\"at\":1795341600000,\"due\":1795341609000}");
        StoredJob read = JobCodec.decode(written);
        assertThat(read.enqueuedAt()).hasValue(AT);
        assertThat(read.firstDueAt()).hasValue(AT + 9_000);
        assertThat(read.withAttempt(2).firstDueAt()).hasValue(AT + 9_000);
        StoredJob now =
                JobCodec.decode(JobCodec.encode(PHOTO.job(new Photo(1)), ID, AT, Optional.empty()));
        assertThat(now.firstDueAt()).hasValue(AT);
        StoredJob foreign = JobCodec.decode("{\"class\":\"a\",\"due\":\"soon\"}".getBytes(UTF_8));
        assertThat(foreign.firstDueAt()).isEmpty();
    }

    @Test
    void traceOfTheThreadIsCarriedInTheJobAndThroughItsChanges() throws InterruptedException {
        TraceParent trace = TraceParent.fresh(new SplittableRandom(7));
        byte[][] written = {new byte[0]};
        Thread traced =
                new Traced(
                        trace,
                        () ->
                                written[0] =
                                        JobCodec.encode(
                                                PHOTO.job(new Photo(42)),
                                                ID,
                                                AT,
                                                Optional.empty()));
        traced.start();
        traced.join();
        int without = JobCodec.encode(PHOTO.job(new Photo(42)), ID, AT, Optional.empty()).length;

        StoredJob job = JobCodec.decode(written[0]);

        assertThat(job.trace()).contains(trace);
        assertThat(written[0].length - without).as("bytes of the trace").isLessThan(80);
        assertThat(job.withAttempt(3).withLoss("w").fresh().trace()).contains(trace);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "null", "{\"a\":1}", "\"\"", "\"00-zz\"", "\"a\\r\\nb\""})
    void traceThatIsNoneIsNone(String member) {
        String text = "{\"class\":\"thumbnail\",\"args\":[],\"trace\":" + member + "}";

        StoredJob job = JobCodec.decode(text.getBytes(UTF_8));

        assertThat(job.trace()).isEmpty();
        assertThat(new String(job.withAttempt(2).toBytes(), UTF_8)).contains(member);
    }

    private static final class Traced extends Thread implements TracedThread {
        private final TraceParent trace;

        Traced(TraceParent trace, Runnable work) {
            super(work);
            this.trace = trace;
        }

        @Override
        public Optional<TraceParent> trace() {
            return Optional.of(trace);
        }

        @Override
        public void describe(BiConsumer<String, String> field) {}
    }

    @Test
    void ownFieldsOfAMinimalJobAreUnder80Bytes() {
        int whole = JobCodec.encode(PHOTO.job(new Photo(42)), ID, AT, Optional.empty()).length;
        int kindAndArgs = "{\"class\":\"thumbnail\",\"args\":[{\"photoId\":42}]}".length();

        assertThat(whole - kindAndArgs).isLessThan(80);
    }

    @Test
    void numbersComeBackExactly() {
        Numbers numbers =
                new Numbers(
                        Long.MIN_VALUE,
                        Long.MAX_VALUE,
                        BigInteger.TWO.pow(200).negate(),
                        new BigDecimal("1234567890.12345678901234567890100"),
                        0.1);

        assertThat(roundTrip(NUMBERS.job(numbers))).isEqualTo(numbers);
    }

    @Test
    void nestedTextAndNoArgsComeBack() {
        Nested nested =
                new Nested(List.of(Map.of("ı\u0000\uD83D\uDE00\"\\", new Pair(1, "\u2028"))));

        assertThat(roundTrip(JobKind.of("nested", Nested.class).job(nested))).isEqualTo(nested);
        assertThat(roundTrip(JobKind.of("nothing", Nothing.class).job(new Nothing())))
                .isEqualTo(new Nothing());
        assertThat(roundTrip(JobKind.of("text", String.class).job("plain"))).isEqualTo("plain");
    }

    @Test
    void argsAreReadByPositionAsResqueWritesThem() {
        assertThat(args(PAIR, "[7,\"x\"]")).isEqualTo(new Pair(7, "x"));
        assertThat(args(PAIR, "[{\"name\":\"x\",\"id\":7}]")).isEqualTo(new Pair(7, "x"));
        assertThat(args(PHOTO, "[9223372036854775807]")).isEqualTo(new Photo(Long.MAX_VALUE));
        assertThat(args(JobKind.of("nothing", Nothing.class), "[]")).isEqualTo(new Nothing());
        StoredJob jesques =
                decode("{\"class\":\"k\",\"args\":null,\"vars\":{\"id\":7,\"name\":\"x\"}}");
        assertThat(JobCodec.args(PAIR, jesques.args())).isEqualTo(new Pair(7, "x"));
        assertThat(JobCodec.jobFromText(PAIR, "{\"id\":7,\"name\":\"x\"}").args())
                .isEqualTo(new Pair(7, "x"));
        assertThat(JobCodec.jobFromText(PAIR, "[7,\"x\"]").args()).isEqualTo(new Pair(7, "x"));
    }

    @Test
    void argsOfAnotherShapeAreRefusedWithTheShapeExpected() {
        assertThatThrownBy(() -> args(PAIR, "[7]"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage(
                        "cannot read the args of kind \"pair\": expected {id: long, name: String},"
                                + " found 1 args; correct the args");
        for (String wrong :
                List.of(
                        "[]",
                        "[7,\"x\",1]",
                        "[{\"id\":7}]",
                        "[{\"id\":7,\"name\":\"x\",\"more\":1}]",
                        "[\"seven\",\"x\"]",
                        "[\"7\",\"x\"]",
                        "[7.5,\"x\"]",
                        "[null,\"x\"]",
                        "[true,\"x\"]",
                        "[7,8]",
                        "[7,true]",
                        "[9223372036854775808,\"x\"]",
                        "[1e999999999,\"x\"]",
                        "[{\"id\":[7],\"name\":\"x\"}]")) {
            assertThatThrownBy(() -> args(PAIR, wrong))
                    .as(wrong)
                    .isInstanceOf(InvalidJobException.class)
                    .hasMessageContaining("{id: long, name: String}");
        }
        assertThatThrownBy(() -> JobCodec.jobFromText(PAIR, "{id:7}"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("expected JSON");
    }

    @Test
    void foreignMembersAreKeptThroughEveryChange() {
        String foreign =
                "{\"class\":\"k\",\"args\":[1],\"queue_time\":1.50,\"big\":123456789012345678901,"
                        + "\"x\":{\"y\":[null,true]}}";

        StoredJob changed =
                decode(foreign)
                        .withId("i")
                        .withAttempt(2)
                        .withBegun("p-1")
                        .withLoss("p-1")
                        .withUnknownSince(5)
                        .withAwaySince(6);

        assertThat(new String(changed.toBytes(), UTF_8))
                .isEqualTo(
                        foreign.substring(0, foreign.length() - 1)
                                + ",\"id\":\"i\",\"attempt\":2,\"losses\":1,\"lost\":[\"p-1\"]"
                                + ",\"unknownSince\":5,\"awaySince\":6}");
        assertThat(new String(changed.fresh().toBytes(), UTF_8)).endsWith("]},\"id\":\"i\"}");
        assertThat(changed.known().unknownSince()).isEmpty();
        assertThat(changed.known().attempt()).isEqualTo(2);
        assertThat(changed.awaySince()).hasValue(6);
        assertThat(changed.notAway().awaySince()).isEmpty();
        assertThat(changed.notAway().unknownSince()).hasValue(5);
    }

    @Test
    void lostProcessesAreNamedTheLastThreeOfThem() {
        StoredJob job = decode("{\"class\":\"k\",\"losses\":2,\"lost\":[7,\"a-1\",\"a-2\"]}");

        StoredJob next = job.withLoss("a-3").withLoss("a-4");

        assertThat(next.losses()).isEqualTo(4);
        assertThat(next.lostProcesses()).containsExactly("a-2", "a-3", "a-4");
        assertThat(decode("{\"class\":\"k\",\"lost\":\"a\"}").lostProcesses()).isEmpty();
    }

    @Test
    void whatMayHaveBegunIsToldFromWhatHasNot() {
        StoredJob job = decode("{\"class\":\"k\",\"begun\":null}");

        assertThat(job.mayHaveBegun()).isFalse();
        assertThat(job.withAttempt(2).mayHaveBegun()).isTrue();
        assertThat(job.withLoss("p-1").mayHaveBegun()).isTrue();
        assertThat(job.withBegun("p-1").fresh().mayHaveBegun()).isTrue();
    }

    @Test
    void argsOver64KilobytesAreRefusedWithTheirSize() {
        JobKind<Anything> kind = JobKind.of("anything", Anything.class);
        int frame = "{\"value\":\"\"}".length();
        Job<Anything> fits = kind.job(new Anything("x".repeat(Limits.ARGS_BYTES_MAX - frame)));
        Job<Anything> over = kind.job(new Anything("x".repeat(Limits.ARGS_BYTES_MAX - frame + 1)));
        Job<Anything> huge = kind.job(new Anything("x".repeat(5_000_000)));

        assertThat(roundTrip(fits)).isEqualTo(fits.args());
        assertThatThrownBy(() -> JobCodec.encode(over, ID, AT, Optional.empty()))
                .isInstanceOf(InvalidJobException.class)
                .hasMessage(
                        "cannot enqueue job of kind \"anything\": args are 65537 bytes, limit is"
                                + " 65536 (Limits.ARGS_BYTES_MAX); store the bulk and enqueue its"
                                + " id");
        assertThatThrownBy(() -> JobCodec.encode(huge, ID, AT, Optional.empty()))
                .hasMessageContaining("args are 5000012 bytes");
    }

    @Test
    void whatCanBeEncodedCanBeDecodedHoweverDeep() {
        JobKind<Anything> kind = JobKind.of("anything", Anything.class);
        int deepest = 0;
        for (int depth = 1; depth <= Limits.JSON_DEPTH_MAX + 2; depth++) {
            Object value = 1;
            for (int i = 0; i < depth; i++) {
                value = List.of(value);
            }
            byte[] payload;
            try {
                payload = JobCodec.encode(kind.job(new Anything(value)), ID, AT, Optional.empty());
            } catch (InvalidJobException tooDeep) {
                break;
            }
            deepest = depth;
            assertThat(JobCodec.decode(payload).kind()).isEqualTo("anything");
        }

        assertThat(deepest).isEqualTo(Limits.JSON_DEPTH_MAX - 3);
    }

    @Test
    void argsThatCouldNotBeReadAgainAreRefused() {
        JobKind<Anything> kind = JobKind.of("anything", Anything.class);
        Map<Object, Integer> twice = new LinkedHashMap<>();
        twice.put(1, 1);
        twice.put("1", 2);
        String deep = "[".repeat(63) + "]".repeat(63);
        for (Object value :
                List.of(
                        twice,
                        BigInteger.TEN.pow(1_000),
                        new BigDecimal("0." + "3".repeat(1_000)),
                        new RawValue(deep),
                        new RawValue("1}],\"id\":\"other\",\"args\":[{\"value\":1"),
                        new RawValue("1 2"),
                        new RawValue("no JSON"),
                        new RawValue(""),
                        Map.of("n".repeat(50_001), 1))) {
            assertThatThrownBy(
                            () ->
                                    JobCodec.encode(
                                            kind.job(new Anything(value)),
                                            ID,
                                            AT,
                                            Optional.empty()))
                    .as("%.80s", value)
                    .isInstanceOf(InvalidJobException.class)
                    .hasMessageStartingWith(
                            "cannot enqueue job of kind \"anything\": its args cannot be written"
                                    + " as JSON: ");
        }
        JobKind<RawValue> raw = JobKind.of("raw", RawValue.class);
        for (String value : List.of("1,2", "1],[2", "")) {
            assertThatThrownBy(
                            () ->
                                    JobCodec.encode(
                                            raw.job(new RawValue(value)), ID, AT, Optional.empty()))
                    .as(value)
                    .isInstanceOf(InvalidJobException.class);
        }
        assertThat(roundTrip(kind.job(new Anything(BigInteger.TEN.pow(999)))).value())
                .isEqualTo(BigInteger.TEN.pow(999));
    }

    @Test
    void oneWriterWritesManyJobsAsManyWouldOne() {
        List<Job<?>> jobs =
                List.of(
                        PHOTO.job(new Photo(1)),
                        PAIR.job(new Pair(2, "x".repeat(20_000))).uniqueBy("ı\n"),
                        JobKind.of("text", String.class).job("plain"),
                        PHOTO.job(new Photo(3)).withMaxAttempts(3));
        try (JobWriter writer = new JobWriter()) {
            for (Job<?> job : jobs) {
                assertThat(writer.write(job, ID, AT, Optional.of("db0")))
                        .isEqualTo(JobCodec.encode(job, ID, AT, Optional.of("db0")));
            }
        }
    }

    @Test
    void halfASurrogatePairComesBack() {
        Pair half = new Pair(1, "a\uD83D");
        StoredJob foreign = decode("{\"class\":\"k\",\"x\":\"\\ud83d\"}");

        assertThat(roundTrip(PAIR.job(half))).isEqualTo(half);
        assertThat(JobCodec.decode(foreign.withLoss("p-1").toBytes()).losses()).isEqualTo(1);
    }

    private static <A> A roundTrip(Job<A> job) {
        byte[] payload = JobCodec.encode(job, ID, AT, Optional.empty());
        return JobCodec.args(job.kind(), JobCodec.decode(payload).args());
    }

    private static <A> A args(JobKind<A> kind, String args) {
        return JobCodec.args(kind, decode("{\"class\":\"k\",\"args\":" + args + "}").args());
    }

    private static StoredJob decode(String json) {
        return JobCodec.decode(json.getBytes(UTF_8));
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
