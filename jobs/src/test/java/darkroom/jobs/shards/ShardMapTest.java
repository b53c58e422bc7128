package darkroom.jobs.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ShardMapTest {
    @Test
    void eachDatabaseHasARange() {
        ShardMap map = new ShardMap(List.of("a", "b", "c"), 8);

        assertThat(IntStream.range(0, 8).map(map::databaseOf))
                .containsExactly(0, 0, 0, 1, 1, 1, 2, 2);
    }

    @Test
    void moreShardsThanAnIdCanNameAreRefused() {
        assertThat(new ShardMap(List.of("a"), 8_192).databaseOf(8_191)).isZero();
        assertThatThrownBy(() -> new ShardMap(List.of("a"), 8_193))
                .hasMessageContaining("expected 1..8192");
    }

    @Test
    void databaseNamedTwiceIsRefused() {
        assertThatThrownBy(() -> new ShardMap(List.of("a", "a"), 8))
                .hasMessageContaining("different names");
    }

    @Test
    void databaseAddressHidesUserAndPassword() {
        assertThat(new DatabaseAddress("db0", "jdbc:postgresql://h:1/d?user=u&password=secret"))
                .hasToString("db0 at jdbc:postgresql://h:1/d");
        assertThat(new DatabaseAddress("db0", "jdbc:postgresql://u:secret@h:1/d").toString())
                .doesNotContain("secret");
    }

    @Test
    void databaseAddressMustBeOfPostgres() {
        assertThatThrownBy(() -> new DatabaseAddress("db0", "jdbc:mysql://u:secret@h/d"))
                .hasMessageContaining("expected jdbc:postgresql")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new DatabaseAddress("DB 0", "jdbc:postgresql://h/d"))
                .hasMessageContaining("DB 0");
    }
}
