package darkroom.queue.failures;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.JobKind;
import darkroom.queue.handler.Application;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FingerprintTest {
    private static final List<String> OWN = List.of("darkroom.jobs", "com.acme");
    private static final String STACK =
            """
            java.lang.IllegalStateException: at com.acme.NotAFrame.x(
            \tat java.base/java.util.Objects.requireNonNull(Objects.java:208)
            \tat org.lib.Pool.take(Pool.java:17)
            \tat darkroom.jobs.push.PushHandler.handle(PushHandler.java:%d)
            \tat darkroom.workers.JobExecutor.handle(JobExecutor.java:1)
            """;

    /** Args of the tests' kind. */
    private record Note(int number) {}

    static Stream<Arguments> stacks() {
        return Stream.of(
                Arguments.of("", ""),
                Arguments.of("no frames at all", ""),
                Arguments.of(STACK.formatted(99), "darkroom.jobs.push.PushHandler.handle"),
                Arguments.of("\tat darkroom.jobsx.A.b(A.java:1)", ""),
                Arguments.of("\tat xdarkroom.jobs.A.b(A.java:1)", ""),
                Arguments.of("\tat com.acme.A.lambda$b$17(A.java:1)", "com.acme.A.lambda$b$"),
                Arguments.of("\tat com.acme.A$3.run(A.java:1)", "com.acme.A$.run"),
                Arguments.of(
                        "\tat com.acme.A$$Lambda$14/0x0800.x(Unknown)", "com.acme.A$$Lambda$.x"),
                Arguments.of("\tat app//com.acme.A.b(A.java:1)", "com.acme.A.b"),
                Arguments.of("\tat app/mod@1.2/com.acme.A.b(A.java:1)", "com.acme.A.b"),
                Arguments.of("\tat a/b/c/d/e/com.acme.A.b(A.java:1)", ""),
                Arguments.of("Caused by: x\n  at com.acme.A.<init>(A.java)", "com.acme.A.<init>"),
                Arguments.of("\tat com.acme.A", ""),
                Arguments.of("\tat com.acme", ""),
                Arguments.of("\tat ", ""),
                Arguments.of("\tat org.x.Y.z(\n".repeat(100_000), ""));
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void frameIsTheFirstOfTheApplicationsOwnCode(String stack, String frame) {
        assertThat(OwnFrame.in(stack, OWN)).isEqualTo(frame);
    }

    @Test
    void frameOfAThreadIsCalledAsThatOfAFailure() {
        List<String> own = List.of("darkroom.queue.failures");
        Supplier<Exception> lambda = () -> new IllegalStateException("made in a lambda");
        Supplier<Exception> nameless =
                new Supplier<>() {
                    @Override
                    public Exception get() {
                        return new IllegalStateException("made in a nameless class");
                    }
                };

        for (Supplier<Exception> one : List.of(lambda, nameless)) {
            Exception made = one.get();
            String frame = OwnFrame.in(List.of(made.getStackTrace()), own);
            assertThat(frame)
                    .startsWith("darkroom.queue.failures.FingerprintTest")
                    .isEqualTo(OwnFrame.in(Failure.of(made).stack(), own));
        }
        assertThat(OwnFrame.in(List.of(new Exception().getStackTrace()), List.of("com.acme")))
                .isEmpty();
        StackTraceElement like = new StackTraceElement("com.acmex.A", "b", "A.java", 1);
        assertThat(OwnFrame.in(List.of(like), List.of("com.acme"))).isEmpty();
    }

    @Test
    void deployThatMovesLinesKeepsTheGroup() {
        Fingerprint before = of("push", "java.io.IOException", "row 7 is gone", STACK.formatted(9));
        Fingerprint after =
                of("push", "java.io.IOException", "row 88 is gone", STACK.formatted(123));

        assertThat(after).isEqualTo(before);
        assertThat(before.group()).matches("[0-9a-z]{12}").matches(Fingerprint::isGroup);
        assertThat(before.message()).isEqualTo("row <n> is gone");
        assertThat(before.frame()).isEqualTo("darkroom.jobs.push.PushHandler.handle");
    }

    @Test
    void eachPartTellsFailuresApart() {
        List<Fingerprint> all =
                List.of(
                        of("push", "T", "gone", STACK.formatted(1)),
                        of("feed", "T", "gone", STACK.formatted(1)),
                        of("push", "U", "gone", STACK.formatted(1)),
                        of("push", "T", "lost", STACK.formatted(1)),
                        of("push", "T", "gone", ""));

        assertThat(all.stream().map(Fingerprint::group).distinct()).hasSameSizeAs(all);
    }

    @Test
    void partsThatAreTextFromOutsideAreOnOneLineAndBounded() {
        String hostile = "\u001b[31m\n\t\u2028<script>" + "x".repeat(100_000);

        Fingerprint fingerprint =
                Fingerprint.of(
                        hostile, new Failure(hostile, hostile, "\tat com.acme." + hostile), OWN);

        assertThat(
                        Stream.of(
                                fingerprint.kind(),
                                fingerprint.type(),
                                fingerprint.message(),
                                fingerprint.frame()))
                .allSatisfy(
                        part ->
                                assertThat(part)
                                        .hasSizeLessThanOrEqualTo(201)
                                        .doesNotContainPattern("[\\p{Cntrl}\\u2028]"));
    }

    @Test
    void groupIdsAreOfTwelveCharactersOfTheirAlphabet() {
        assertThat(Stream.of("", "0123456789a", "0123456789abc", "0123456789aB", "0123456789al"))
                .noneMatch(Fingerprint::isGroup);
        assertThat(Fingerprint.poison("push").group()).matches(Fingerprint::isGroup);
    }

    @Test
    void packageOfTheHandlerIsTheApplicationsOwnToo() {
        HandlerRegistry handlers =
                HandlerRegistry.builder()
                        .of(new Application("build-7", List.of("com.acme")))
                        .add(JobKind.of("note", Note.class), (note, context) -> Outcome.completed())
                        .build();
        Failure failure =
                new Failure(
                        "T",
                        "m",
                        "\tat org.x.Y.z(Y.java)\n\tat darkroom.queue.failures.A.b(A.java)");
        Fingerprints fingerprints = Fingerprints.of(handlers);

        FailedAttempt known = fingerprints.failed("note", "a", 2, failure);
        FailedAttempt unknown = fingerprints.failed("no-such", "a", 2, failure);

        assertThat(known.fingerprint().frame()).isEqualTo("darkroom.queue.failures.A.b");
        assertThat(known.build()).isEqualTo("build-7");
        assertThat(unknown.fingerprint().kind()).isEqualTo("(unknown)");
        assertThat(unknown.fingerprint().frame()).isEmpty();
    }

    @Test
    void shardIsReadFromTheMessageThatNamesOne() {
        assertThat(shard("shard_0017 is away")).isEqualTo("17");
        assertThat(shard("no such row on shard 3, shard 4")).isEqualTo("3");
        assertThat(shard("the shards are away")).isEmpty();
        assertThat(shard("shard 12345678901234567890")).isEmpty();
        assertThat(shard("shard-12")).isEqualTo("12");
        assertThat(shard("shard")).isEmpty();
    }

    private static String shard(String message) {
        Failure failure = Failure.of("T", message);
        return new FailedAttempt(Fingerprint.of("k", failure, OWN), "a", 1, failure, "").shard();
    }

    private static Fingerprint of(String kind, String type, String message, String stack) {
        return Fingerprint.of(kind, new Failure(type, message, stack), OWN);
    }
}
