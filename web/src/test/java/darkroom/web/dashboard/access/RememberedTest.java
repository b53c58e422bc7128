package darkroom.web.dashboard.access;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.operator.Operator;
import darkroom.queue.operator.Operator.Credentials;
import darkroom.queue.operator.Role;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RememberedTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Remembered remembered = new Remembered(nanos::get);

    @Test
    void whoWasLetThroughIsKnownForAWhile() {
        remembered.note(caller("a"));

        assertThat(remembered.find("a")).isPresent();
        assertThat(remembered.find("b")).isEmpty();
        nanos.addAndGet(Remembered.LIFE.toNanos());
        assertThat(remembered.find("a")).isPresent();
        nanos.incrementAndGet();
        assertThat(remembered.find("a")).isEmpty();
    }

    @Test
    void whoSignedOutIsForgotten() {
        remembered.note(caller("a"));
        remembered.forget("a");

        assertThat(remembered.find("a")).isEmpty();
    }

    @Test
    void onlySomeAreRemembered() {
        for (int i = 0; i < Remembered.SESSIONS_MAX + 10; i++) {
            remembered.note(caller("s" + i));
        }

        assertThat(remembered.find("s0")).isEmpty();
        assertThat(remembered.find("s" + (Remembered.SESSIONS_MAX + 9))).isPresent();
    }

    private static Caller caller(String session) {
        return new Caller(
                new Operator("ada", Role.VIEWER, new Credentials("", "", "v")), session, "csrf");
    }
}
