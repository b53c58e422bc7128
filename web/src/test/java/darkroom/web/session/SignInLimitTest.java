package darkroom.web.session;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.web.http.AttemptLimit;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SignInLimitTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final SignInLimit limit = new SignInLimit(nanos::get);

    @Test
    void oneMoreThanTheMostWaitsForTheEndOfTheWindow() {
        exhaust("ada", "1.1.1.1");
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());

        assertThat(limit.attempt("ada", "1.1.1.1")).hasValue(AttemptLimit.WINDOW.minusMinutes(1));
        nanos.addAndGet(AttemptLimit.WINDOW.toNanos());
        assertThat(limit.attempt("ada", "1.1.1.1")).isEmpty();
    }

    @Test
    void anotherNameOrAddressIsCountedApartAndCaseDoesNotHelp() {
        exhaust("ada", "1.1.1.1");

        assertThat(limit.attempt("bob", "1.1.1.1")).isEmpty();
        assertThat(limit.attempt("ada", "1.1.1.2")).isEmpty();
        assertThat(limit.attempt("ADA", "1.1.1.1")).isPresent();
    }

    @Test
    void successForgets() {
        exhaust("ada", "1.1.1.1");
        limit.succeeded("ada", "1.1.1.1");

        assertThat(limit.attempt("ada", "1.1.1.1")).isEmpty();
    }

    @Test
    void memoryIsBoundedWhateverNamesAreTried() {
        for (int i = 0; i < AttemptLimit.KEYS_MAX + 500; i++) {
            assertThat(limit.attempt("x".repeat(1_000) + i, "1.1.1." + i)).isEmpty();
        }

        assertThat(limit.size()).isEqualTo(AttemptLimit.KEYS_MAX);
    }

    private void exhaust(String name, String address) {
        for (int i = 0; i < SignInLimit.ATTEMPTS_MAX; i++) {
            assertThat(limit.attempt(name, address)).isEmpty();
        }
        assertThat(limit.attempt(name, address)).isPresent();
    }
}
