package darkroom.web.dashboard.figures;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.StoreUnavailableException;
import darkroom.web.dashboard.figures.LastKnown.Shown;
import org.junit.jupiter.api.Test;

final class LastKnownTest {
    @Test
    void whatCannotBeReadAgainStaysAndSaysWhy() {
        LastKnown<String> known = new LastKnown<>();
        assertThat(known.get("a", () -> "one").value()).hasValue("one");

        Shown<String> again = known.get("a", LastKnownTest::away);
        Shown<String> never = known.get("b", LastKnownTest::away);

        assertThat(again.value()).hasValue("one");
        assertThat(again.fault()).contains("away");
        assertThat(again.age()).isPositive();
        assertThat(never.value()).isEmpty();
        assertThat(never.fault()).contains("away");
        assertThat(known.get("a", () -> "two").fault()).isEmpty();
    }

    @Test
    void onlySomeAreKept() {
        LastKnown<String> known = new LastKnown<>();
        for (int i = 0; i <= LastKnown.KEYS_MAX; i++) {
            String value = "value" + i;
            known.get("key" + i, () -> value);
        }

        assertThat(known.get("key0", LastKnownTest::away).value()).isEmpty();
        assertThat(known.get("key1", LastKnownTest::away).value()).hasValue("value1");
    }

    private static String away() {
        throw new StoreUnavailableException("Redis is away", new RuntimeException());
    }
}
