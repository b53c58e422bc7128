package darkroom.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.bench.BenchFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TracksTest {
    private static final List<Fault> ALL = Catalog.all();

    @Test
    void eachIsPlayedOnceAndToldInItsOrder() throws Exception {
        Map<String, Integer> played = new ConcurrentHashMap<>();

        List<Total> totals =
                new Tracks(3, work -> work.each(fault -> played(fault, played))).play(ALL);

        assertThat(totals.stream().map(total -> total.fault().name()))
                .containsExactlyElementsOf(ALL.stream().map(Fault::name).toList());
        assertThat(played).hasSize(ALL.size()).doesNotContainValue(2);
    }

    @Test
    void oneTrackStaysWithASettingWhileItCan() throws Exception {
        List<Fault> mixed = new ArrayList<>(ALL);
        mixed.sort((one, other) -> one.name().compareTo(other.name()));
        List<Setting> settings = new ArrayList<>();

        new Tracks(
                        1,
                        work ->
                                work.each(
                                        fault -> {
                                            settings.add(fault.setting());
                                            return new Total(fault);
                                        }))
                .play(mixed);

        long changes = 0;
        for (int i = 1; i < settings.size(); i++) {
            changes += settings.get(i).equals(settings.get(i - 1)) ? 0 : 1;
        }
        assertThat(changes).isEqualTo(settings.stream().distinct().count() - 1);
    }

    @Test
    void theyAreReallyAtOnce() throws Exception {
        CountDownLatch both = new CountDownLatch(2);

        new Tracks(
                        2,
                        work -> {
                            both.countDown();
                            assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();
                            work.each(Total::new);
                        })
                .play(ALL);
    }

    @Test
    void whatEndsATrackEndsAll() {
        assertThatThrownBy(
                        () ->
                                new Tracks(
                                                2,
                                                work -> {
                                                    throw new BenchFailedException("planted");
                                                })
                                        .play(ALL))
                .isInstanceOf(BenchFailedException.class)
                .hasMessage("planted");
    }

    private static Total played(Fault fault, Map<String, Integer> played) {
        played.merge(fault.name(), 1, Integer::sum);
        return new Total(fault);
    }
}
