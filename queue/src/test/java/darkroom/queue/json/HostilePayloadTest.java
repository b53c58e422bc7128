package darkroom.queue.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import darkroom.queue.InvalidJobException;
import darkroom.queue.JobKind;
import darkroom.queue.Limits;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a queue ends in one clear error, quickly. */
final class HostilePayloadTest {
    private static final String CANARY = "darkroom.queue.json.HostilePayloadTest$Canary";
    private static final String LOADED = "darkroom.test.canary";

    record Anything(Object value) {}

    record Wide(long number) {}

    /** Tells when it is initialised, as the first use of a class does. */
    public static final class Canary {
        static {
            System.setProperty(LOADED, "yes");
        }

        public Canary() {}

        public void setCommand(String command) {
            System.setProperty(LOADED, command);
        }
    }

    static Stream<Arguments> payloads() {
        return Stream.of(
                Arguments.of("nothing", bytes("")),
                Arguments.of("blank", bytes("  \n")),
                Arguments.of("no JSON", bytes("hello")),
                Arguments.of("half a document", bytes("{\"class\":\"k\",\"args\":[")),
                Arguments.of("two documents", bytes("{\"class\":\"k\"}{\"class\":\"k\"}")),
                Arguments.of("an array", bytes("[1,2]")),
                Arguments.of("a string", bytes("\"x\"")),
                Arguments.of("null", bytes("null")),
                Arguments.of("no kind", bytes("{\"args\":[]}")),
                Arguments.of("an empty kind", bytes("{\"class\":\"\"}")),
                Arguments.of("a kind that is a number", bytes("{\"class\":7}")),
                Arguments.of("a kind twice", bytes("{\"class\":\"a\",\"class\":\"b\"}")),
                Arguments.of("args that are an object", bytes("{\"class\":\"k\",\"args\":{}}")),
                Arguments.of("an id with a space", bytes("{\"class\":\"k\",\"id\":\"a b\"}")),
                Arguments.of("an id that is a number", bytes("{\"class\":\"k\",\"id\":5}")),
                Arguments.of("attempt 0", bytes("{\"class\":\"k\",\"attempt\":0}")),
                Arguments.of("a huge attempt", bytes("{\"class\":\"k\",\"attempt\":1e999999999}")),
                Arguments.of("a fraction", bytes("{\"class\":\"k\",\"max\":1.5}")),
                Arguments.of("too many attempts", bytes("{\"class\":\"k\",\"max\":101}")),
                Arguments.of("negative losses", bytes("{\"class\":\"k\",\"losses\":-1}")),
                Arguments.of("timeout 0", bytes("{\"class\":\"k\",\"timeout\":0}")),
                Arguments.of(
                        "a number of 10,000 digits",
                        bytes("{\"class\":\"k\",\"args\":[" + "9".repeat(10_000) + "]}")),
                Arguments.of("100,000 levels", bytes("[".repeat(100_000) + "]".repeat(100_000))),
                Arguments.of(
                        "100,000 levels of args",
                        bytes("{\"class\":\"k\",\"args\":" + "[".repeat(100_000))),
                Arguments.of("a million keys", bytes(keys(1_000_000))),
                Arguments.of("broken UTF-8", "{\"class\":\"\u00e9\"}".getBytes(ISO_8859_1)),
                Arguments.of(
                        "an overlong encoding",
                        "{\"class\":\"\u00c0\u00af\"}".getBytes(ISO_8859_1)),
                Arguments.of("a NUL", bytes("{\"class\":\"k\u0000\"}")),
                Arguments.of(
                        "UTF-16",
                        "{\"class\":\"k\"}".getBytes(java.nio.charset.StandardCharsets.UTF_16)),
                Arguments.of("only zeros", new byte[1_000]),
                Arguments.of(
                        "over the limit",
                        bytes(
                                "{\"class\":\"k\",\"x\":\""
                                        + "x".repeat(Limits.JOB_BYTES_MAX)
                                        + "\"}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("payloads")
    void isRefusedQuickly(String name, byte[] payload) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () ->
                        assertThatThrownBy(() -> JobCodec.decode(payload))
                                .as(name)
                                .isInstanceOf(InvalidJobException.class)
                                .hasMessageStartingWith("cannot ")
                                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400)));
    }

    @Test
    void manyKeysWithinTheLimitAreReadQuickly() {
        byte[] payload = bytes("{\"class\":\"k\"," + keys(20_000).substring(1));

        assertThat(payload.length).isLessThan(Limits.JOB_BYTES_MAX);
        assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> assertThat(JobCodec.decode(payload).kind()).isEqualTo("k"));
    }

    @Test
    void randomBytesEndInAJobOrInARefusal() {
        SplittableRandom random = new SplittableRandom(11);
        byte[] valid =
                bytes("{\"class\":\"k\",\"args\":[{\"a\":1.5e3}],\"id\":\"x\",\"attempt\":2}");
        for (int i = 0; i < 20_000; i++) {
            byte[] payload = valid.clone();
            for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
            }
            try {
                StoredJob job = JobCodec.decode(payload);
                assertThat(JobCodec.decode(job.withLoss("p-1").toBytes()).losses()).isEqualTo(1);
                assertThat(JobCodec.args(JobKind.of("k", Wide.class), job.args())).isNotNull();
            } catch (InvalidJobException refused) {
                assertThat(refused).hasMessageStartingWith("cannot ");
            }
        }
    }

    @Test
    void noClassIsChosenByThePayload() {
        String[] gadgets = {
            "{\"@class\":\"" + CANARY + "\",\"command\":\"touch\"}",
            "[\"" + CANARY + "\",{\"command\":\"touch\"}]",
            "{\"value\":[\"" + CANARY + "\",{}]}",
            "{\"value\":{\"@class\":\"" + CANARY + "\",\"@type\":\"" + CANARY + "\"}}",
            "{\"value\":\"" + CANARY + "\"}"
        };
        for (String kind : new String[] {CANARY, "java.lang.ProcessBuilder", "k"}) {
            for (String gadget : gadgets) {
                StoredJob job =
                        JobCodec.decode(
                                bytes("{\"class\":\"" + kind + "\",\"args\":[" + gadget + "]}"));
                try {
                    Object value =
                            JobCodec.args(JobKind.of("k", Anything.class), job.args()).value();
                    assertThat(String.valueOf(value.getClass())).doesNotContain("Canary");
                } catch (InvalidJobException refused) {
                    assertThat(refused).hasMessageContaining("cannot read the args");
                }
            }
        }

        assertThat(System.getProperty(LOADED)).as("the canary was loaded").isNull();
        // And it would have been seen:
        assertThat(new Canary()).isNotNull();
        assertThat(System.getProperty(LOADED)).isEqualTo("yes");
        System.clearProperty(LOADED);
    }

    private static String keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"" + Integer.toString(i, 36) + "_\":1")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
