package darkroom.queue.failures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageTemplateTest {
    static Stream<Arguments> messages() {
        return Stream.of(
                of("", ""),
                of("no such row", "no such row"),
                of("photo 4711 is gone", "photo <n> is gone"),
                of("took 1.5 s, limit is 1,000.25 s", "took <n> s, limit is <n> s"),
                of("waited -3 of +7", "waited <n> of <n>"),
                of("after 5ms of 1e7", "after <n>ms of <n>"),
                of("rows 1, 2, 3 and 4", "rows <n> and <n>"),
                of("rows [1,2] of {3}", "rows [<n>] of {<n>}"),
                of("job 01JD0000000000000000000000 failed", "job <n> failed"),
                of("id 9f86d081884c7d65", "id <n>"),
                of("id 0xDEADBEEF and 0x7f", "id <n> and <n>"),
                of("facade and decade stay", "facade and decade stay"),
                of("trace 123e4567-e89b-12d3-a456-426614174000.", "trace <n>."),
                of("user-123e4567-e89b-12d3-a456-426614174000-x", "user-<n>-x"),
                of("no \"name\" in 'table'", "no <text> in <text>"),
                of("\"a\", \"b\", \"c\" are one", "<text> are one"),
                of("can't do, won't do", "can't do, won't do"),
                of("can't read 'x's' now", "can't read <text> now"),
                of("said “so” or «so»", "said <text> or <text>"),
                of("expected \" once", "expected \" once"),
                of("see https://example.org/a?b=1#c now", "see <address> now"),
                of("mail ada@example.org bounced", "mail <address> bounced"),
                of("Bar@1f2e3d is no com.foo.Bar@7", "Bar@<n> is no com.foo.Bar@<n>"),
                of("connect to 10.0.0.17:5432 refused", "connect to <address> refused"),
                of(
                        "connect to db1.example.org/10.1.2.3:99",
                        "connect to db<n>.example.org/<address>"),
                of("redis.local:6379: refused", "<address>: refused"),
                of("localhost:80 or [::1]:80", "<address> or [<address>]:<n>"),
                of("fe80::1ff:fe23:4567:890a%3 is away", "<address> is away"),
                of("at Photo.java:17", "at Photo.java:<n>"),
                of("at 2026-11-26T15:22:27.123Z", "at <n>-<n>-<n>T<n>:<n>:<n>Z"),
                of("timeout (PT1M30.5S, that of kind \"x\")", "timeout (<n>, that of kind <text>)"),
                of("timeout (PT30S, that of kind \"y\")", "timeout (<n>, that of kind <text>)"),
                of("/var/photos/ab/1.jpg (no such file)", "<path> (no such file)"),
                of("C:\\photos\\1.jpg is gone", "<path> is gone"),
                of("key=17;name=\"x\"", "key=<n>;name=<text>"),
                of("a  \t\n\u0000\u202e b\u001b[31m", "a b [<n>m"),
                of("utf8 and H264", "utf<n> and H<n>"),
                of("\u0661\u0662 Zeilen", "<n> Zeilen"),
                of("\ud83d\ude00 1", "\ud83d\ude00 <n>"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void takesOutWhatDiffers(String message, String template) {
        assertThat(MessageTemplate.of(message)).isEqualTo(template);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"", "'", "`", "“", "„", "a'", "'a", "(((", "1", "1,", "1.", "-", "@", "a@", ":",
                "::", "://", "/", "/a", "0x", "f", "a1", "P", "P1", "e", "1e", "<n>", ".", " ",
                "\u0000", "\ud800", "\udc00", "a:1", "1.1.1.1", "“„", "\"'`"
            })
    @Timeout(20)
    void megabytesOfAnythingTakeNoTimeAndAreCut(String piece) {
        String hostile = piece.repeat(4_000_000 / piece.length());
        MessageTemplate.of(hostile);
        long begin = System.nanoTime();

        String template = MessageTemplate.of(hostile);

        // A walk of a thousand characters takes microseconds; of the whole it would take seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(200));
        assertThat(template).hasSizeLessThanOrEqualTo(MessageTemplate.CHARS_MAX + 1);
        assertThat(MessageTemplate.of(template)).as("of a template").isEqualTo(template);
    }

    @Test
    void anyCharactersMakeOneLineThatIsBounded() {
        Random random = new Random(7);
        String alphabet = "aF0.9 ,:;/@'\"`-+x(){}[]<>=%\\\n\t\u0000\u202e\u2028\ud83d\ude00éß“”";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder message = new StringBuilder();
            int length = random.nextInt(80);
            for (int c = 0; c < length; c++) {
                message.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }

            String template = MessageTemplate.of(message.toString());

            assertThat(template)
                    .as("of %s", message)
                    .hasSizeLessThanOrEqualTo(MessageTemplate.CHARS_MAX + 1)
                    .doesNotContainPattern("[\\p{Cntrl}\\u2028\\u202e0-9]");
        }
    }

    @Test
    void whatComesAfterTheFirstThousandCharactersIsNotRead() {
        String same = "x ".repeat(MessageTemplate.READ_CHARS_MAX / 2);

        assertThat(MessageTemplate.of(same + "one")).isEqualTo(MessageTemplate.of(same + "two"));
    }

    private static Arguments of(String message, String template) {
        return Arguments.of(message, template);
    }
}
