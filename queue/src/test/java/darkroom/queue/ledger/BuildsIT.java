package darkroom.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.fixtures.TestQueue;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BuildsIT {
    private final TestQueue queue = TestQueue.open();
    private final Builds builds = new Builds(queue.store());

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void buildThatIsKnownKeepsItsTime() {
        long before = queue.store().timeMillis();
        assertThat(builds.list()).isEmpty();

        assertThat(builds.see("1.0")).isTrue();
        queue.jedis().zincrby(queue.keys().builds(), -1_000, "1.0");
        assertThat(builds.see("1.0")).isFalse();
        assertThat(builds.see("1.1+b")).isTrue();

        List<Builds.Build> seen = builds.list();
        assertThat(seen).extracting(Builds.Build::name).containsExactly("1.0", "1.1+b");
        Instant first = seen.get(0).firstSeen();
        long now = queue.store().timeMillis();
        assertThat(first.toEpochMilli()).isBetween(before - 1_000, now - 1_000);
        assertThat(seen.get(1).firstSeen().toEpochMilli()).isBetween(before, now);
    }

    @Test
    void onlyTheLatestAreKept() {
        for (int i = 1; i <= Builds.KEPT_MAX; i++) {
            queue.jedis().zadd(queue.keys().builds(), i, "b" + i);
        }

        assertThat(builds.see("new")).isTrue();

        List<Builds.Build> seen = builds.list();
        assertThat(seen).hasSize(Builds.KEPT_MAX);
        assertThat(seen.get(0).name()).isEqualTo("b2");
        assertThat(seen.get(Builds.KEPT_MAX - 1).name()).isEqualTo("new");
    }

    @Test
    void buildWithoutANameIsRefused() {
        assertThatThrownBy(() -> builds.see(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected its name, found none");
    }
}
