package darkroom.queue.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class DeadJobTest {
    private static final DeadJob.Cause CAUSE = new DeadJob.Cause("buried", "t", "m", "s\n\tat x");

    @Test
    void comesBackWithEveryPart() {
        DeadJob dead = dead("{\"class\":\"k\",\"x\":\"ü\u0000\"}".getBytes(UTF_8));

        DeadJob back = DeadJob.fromBytes(dead.toBytes());

        assertThat(back).isEqualTo(dead);
        assertThat(back.queue()).isEqualTo("q");
        assertThat(back.kind()).isEqualTo("k");
        assertThat(back.attempt()).isEqualTo(3);
        assertThat(back.cause()).isEqualTo(CAUSE);
        assertThat(back.process()).isEqualTo("p-1");
        assertThat(back.payload()).isEqualTo(dead.payload());
        assertThat(new String(dead.toBytes(), UTF_8)).contains("\"payload\":").doesNotContain("64");
    }

    @Test
    void keepsBytesThatAreNoTextAsTheyAre() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }

        byte[] record = dead(all).toBytes();

        assertThat(DeadJob.fromBytes(record).payload()).isEqualTo(all);
        assertThat(new String(record, UTF_8)).contains("\"payload64\":");
    }

    @Test
    void keepsAPayloadOfAnySize() {
        byte[] huge = new byte[21_000_000];
        Arrays.fill(huge, (byte) 'x');

        assertThat(DeadJob.fromBytes(dead(huge).toBytes()).payload()).isEqualTo(huge);
    }

    @Test
    void isWritableWhateverTheTextOfTheFailure() {
        DeadJob.Cause broken = new DeadJob.Cause("attempts", "\uD83D", "a\uDE00b", "\uD83D\n");
        DeadJob dead = new DeadJob("i", "q", "\uD800", 1, broken, "p-1", new byte[0]);

        assertThat(DeadJob.fromBytes(dead.toBytes()).cause().message()).isEqualTo("a\uDE00b");
    }

    private static DeadJob dead(byte[] payload) {
        return new DeadJob("i", "q", "k", 3, CAUSE, "p-1", payload);
    }
}
