package darkroom.queue.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.JobKind;
import darkroom.queue.Limits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class OutcomeTest {
    private static final Failure FAILURE = Failure.of("rejected", "no");

    private static final Outcome.Cases<String> NAMES =
            new Outcome.Cases<>() {
                @Override
                public String completed() {
                    return "completed";
                }

                @Override
                public String failed(Failure failure, Duration delay) {
                    return "failed " + failure.type() + " " + delay;
                }

                @Override
                public String snoozed(Duration delay) {
                    return "snoozed " + delay;
                }

                @Override
                public String buried(Failure failure) {
                    return "buried " + failure.type();
                }
            };

    private record Nothing() {}

    @Test
    void matchesItsOwnCase() {
        assertThat(Outcome.completed().match(NAMES)).isEqualTo("completed");
        assertThat(Outcome.failed(FAILURE).match(NAMES)).isEqualTo("failed rejected PT0S");
        assertThat(Outcome.failed(FAILURE, Duration.ofSeconds(3)).match(NAMES))
                .isEqualTo("failed rejected PT3S");
        assertThat(Outcome.snoozed(Duration.ofSeconds(4)).match(NAMES)).isEqualTo("snoozed PT4S");
        assertThat(Outcome.buried(FAILURE).match(NAMES)).isEqualTo("buried rejected");
    }

    @Test
    void refusesADelayOutOfBounds() {
        assertThatThrownBy(() -> Outcome.snoozed(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.001S");
        assertThatThrownBy(() -> Outcome.failed(FAILURE, Limits.DELAY_MAX.plusMillis(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // what a handler that knows no better may do
    void refusesANullAtOnceWhileTheHandlerIsToBlame() {
        assertThatThrownBy(() -> Outcome.failed(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Outcome.buried(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Outcome.snoozed(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void failureIsCutWithoutPartingAPair() {
        Failure failure =
                new Failure("t".repeat(300), "m".repeat(1_999) + "\uD83D\uDE00", "s".repeat(9_000));

        assertThat(failure.type()).hasSize(201);
        assertThat(failure.message()).isEqualTo("m".repeat(1_999) + "…");
        assertThat(failure.stack()).hasSize(Limits.FAILURE_CHARS_MAX + 1);
    }

    @Test
    void failureOutlivesAThrowableThatIsBrokenItself() {
        Failure failure = Failure.of(new Broken());

        assertThat(failure.type()).isEqualTo(Broken.class.getName());
        assertThat(failure.message()).contains("getMessage threw java.lang.InterruptedException");
        assertThat(failure.stack()).isEmpty();
        assertThat(Failure.of(new IllegalStateException("why")).stack()).contains("OutcomeTest");
    }

    @Test
    void registryTakesOneHandlerAKind() {
        JobKind<Nothing> kind = JobKind.of("nothing", Nothing.class);
        HandlerRegistry.Builder builder =
                HandlerRegistry.builder().add(kind, (args, context) -> Outcome.completed());

        assertThatThrownBy(() -> builder.add(kind, (args, context) -> Outcome.completed()))
                .hasMessage(
                        "cannot register a handler for kind \"nothing\": it has one already; remove"
                                + " one of the two");
        assertThat(builder.build().find("nothing")).isPresent();
        assertThat(builder.build().find("java.lang.Runtime")).isEmpty();
    }

    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw Broken.<RuntimeException>unchecked(new InterruptedException());
        }

        @Override
        public void printStackTrace(java.io.PrintWriter writer) {
            throw new StackOverflowError();
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
            throw (T) thrown;
        }
    }
}
