package darkroom.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.ledger.Minutes.Minute;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MinutesIT {
    private final TestQueue queue = TestQueue.open();
    private final Minutes minutes = new Minutes(queue.store());

    @AfterEach
    void close() {
        queue.close();
    }

    /** As if what is kept were of so many minutes ago. */
    private void age(int byMinutes) {
        String key = queue.keys().minutes();
        for (long i = 0; i < queue.jedis().llen(key); i++) {
            String text = queue.jedis().lindex(key, i);
            int end = text.indexOf('\n') < 0 ? text.length() : text.indexOf('\n');
            long minute = Long.parseLong(text.substring(0, end)) - byMinutes;
            queue.jedis().lset(key, i, minute + text.substring(end));
        }
    }

    @Test
    void readingsAreKeptOnceAMinuteAndTheirDifferenceIsWhatHappened() {
        assertThat(minutes.latest()).isEmpty();
        queue.enqueueNotes("note", 3);
        assertThat(minutes.keep()).isTrue();
        age(1);
        queue.enqueueNotes("note", 4);
        queue.enqueueNotes("other", 1);
        TestQueue.reserve(queue.join("note"), 2);
        assertThat(minutes.keep()).isTrue();

        List<Minute> kept = minutes.last(10);

        assertThat(kept).hasSize(2);
        assertThat(kept.get(1).epochMinute()).isGreaterThan(kept.get(0).epochMinute());
        assertThat(kept.get(0).accounts()).containsOnlyKeys("note");
        assertThat(kept.get(1).accounts().get("note"))
                .isEqualTo(
                        new Account(
                                new Account.In(7, 0, 0),
                                new Account.Out(0, 0, 0, 0, 0),
                                new Account.Now(5, 0, 0, 2, 0)));
        assertThat(kept)
                .allSatisfy(
                        minute ->
                                assertThat(minute.accounts().values())
                                        .allMatch(account -> account.missing() == 0));
        assertThat(minutes.last(1)).containsExactly(kept.get(1));
    }

    @Test
    void noMoreThanADayIsKept() {
        String[] day = new String[Minutes.KEPT_MAX];
        for (int i = 0; i < day.length; i++) {
            day[i] = Integer.toString(i);
        }
        queue.jedis().rpush(queue.keys().minutes(), day);

        assertThat(minutes.keep()).isTrue();

        assertThat(queue.jedis().llen(queue.keys().minutes())).isEqualTo(Minutes.KEPT_MAX);
        List<Minute> kept = minutes.last(Minutes.KEPT_MAX);
        assertThat(kept).hasSize(Minutes.KEPT_MAX);
        assertThat(kept.get(0).epochMinute()).isOne();
    }

    @Test
    void minuteThatSomebodyHasKeptIsNotKeptAgain() {
        queue.jedis().rpush(queue.keys().minutes(), Long.toString(1L << 40));

        assertThat(minutes.keep()).isFalse();
        assertThat(minutes.last(10)).hasSize(1);
    }
}
