package darkroom.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class JobTest {
    private static final JobKind<Note> NOTE = JobKind.of("note", Note.class);

    private record Note(String text) {}

    @Test
    void kindHasItsDefaults() {
        assertThat(NOTE.queue()).isEqualTo("note");
        assertThat(NOTE.maxAttempts()).isEqualTo(10);
        assertThat(NOTE.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(JobKind.of("Note:v2$x", Note.class).queue()).isEqualTo("default");
    }

    @Test
    void withersChangeOneThingAndLeaveTheOriginal() {
        Job<Note> plain = NOTE.job(new Note("x"));
        Job<Note> changed =
                plain.onQueue("slow")
                        .delayedBy(Duration.ofSeconds(5))
                        .withId("note-1")
                        .uniqueBy("u")
                        .withMaxAttempts(3)
                        .withTimeout(Duration.ofMinutes(2));

        assertThat(plain.hasOwnMaxAttempts() || plain.hasOwnTimeout()).isFalse();
        assertThat(plain.id()).isEmpty();
        assertThat(changed.kind().queue()).isEqualTo("slow");
        assertThat(changed.delay()).isEqualTo(Duration.ofSeconds(5));
        assertThat(changed.id()).contains("note-1");
        assertThat(changed.uniqueKey()).contains("u");
        assertThat(changed.hasOwnMaxAttempts() && changed.hasOwnTimeout()).isTrue();
        assertThat(changed.kind().maxAttempts()).isEqualTo(3);
    }

    @Test
    void refusalsNameExpectedAndFound() {
        Job<Note> job = NOTE.job(new Note("x"));

        refused(() -> JobKind.of("no spaces", Note.class))
                .hasMessage(
                        "cannot use kind \"no spaces\": expected a name of"
                                + " [A-Za-z0-9._:$-]{1,200}, found one that is not; choose"
                                + " another name");
        refused(() -> NOTE.onQueue("İstanbul"))
                .hasMessage(
                        "cannot use queue \"İstanbul\": expected a name of [a-z0-9._-]{1,64},"
                                + " found one that is not;"
                                + " choose another name");
        refused(() -> NOTE.withMaxAttempts(0)).hasMessageContaining("0 attempts: expected 1..100");
        refused(() -> NOTE.withMaxAttempts(101)).hasMessageContaining("(Limits.ATTEMPTS_MAX)");
        refused(() -> NOTE.withTimeout(Duration.ZERO)).hasMessageContaining("PT0.001S..PT24H");
        refused(() -> NOTE.withTimeout(Duration.ofNanos(999_999)))
                .hasMessageContaining("Limits.TIMEOUT_MAX");
        refused(() -> NOTE.withTimeout(Duration.ofHours(25))).hasMessageContaining("PT25H");
        refused(() -> job.delayedBy(Duration.ofMillis(-1))).hasMessageContaining("PT-0.001S");
        refused(() -> job.delayedBy(Duration.ofDays(367))).hasMessageContaining("PT8784H");
        refused(() -> job.withId("a b")).hasMessageContaining("cannot use job id \"a b\"");
        refused(() -> job.uniqueBy("")).hasMessageContaining("1..200 characters, found 0");
        refused(() -> job.uniqueBy("k".repeat(201))).hasMessageContaining("found 201");
    }

    @Test
    void queueNamesAreLowerCaseAndShort() {
        assertThat(QueueName.isValid("a".repeat(64))).isTrue();
        assertThat(QueueName.isValid("a.b_c-9")).isTrue();
        for (String name : new String[] {"", "a".repeat(65), "A", "a b", "a\n", "a:b", "ı"}) {
            assertThat(QueueName.isValid(name)).as(name).isFalse();
        }
    }

    @Test
    void excerptIsShortOnOneLineAndNeverPartsAPair() {
        String emoji = "\uD83D\uDE00";

        assertThat(Excerpt.of("a\nb\u0000c\u0085d\u202Ee\u2028")).isEqualTo("a?b?c?d?e?");
        assertThat(Excerpt.of("x".repeat(79) + emoji)).isEqualTo("x".repeat(79) + "…");
        assertThat(Excerpt.of("x".repeat(78) + emoji)).isEqualTo("x".repeat(78) + emoji);
        assertThat(Excerpt.of("\uD83D")).isEqualTo("?");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
            ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOf(InvalidJobException.class);
    }
}
