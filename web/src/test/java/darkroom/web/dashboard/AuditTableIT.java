package darkroom.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.operator.AuditEntry.Act;
import darkroom.queue.operator.AuditEntry.Phase;
import darkroom.queue.operator.AuditLog;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Pager;
import darkroom.web.dashboard.page.Tone;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AuditTableIT {
    private final RedisStore store =
            RedisStore.open(
                    RedisAddress.of(TestRedis.shared().uri().toString())
                            .withNamespace(TestRedis.freshNamespace()));
    private final AuditLog log = new AuditLog(store);
    private final AuditTable table = new AuditTable(log);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void beginningAndEndOfAnActAreOneRowAndTheLatestIsFirst() {
        add("queue pause", "a", Phase.BEGUN, "open");
        add("queue pause", "b", Phase.BEGUN, "password=canary");
        add("queue pause", "b", Phase.DONE, "paused");
        add("queue pause", "a", Phase.REFUSED, "open");

        assertThat(rows(""))
                .containsExactly(
                        "queue pause a open open refused WARN",
                        "queue pause b password=•••• paused done FINE");
        assertThat(grid("").rows().get(0)).extracting(Cell::text).contains("ada", "127.0.0.1");
    }

    @Test
    void actOfWhichNoEndIsKnownSaysSoAndOneWithoutABeginningIsShown() {
        add("dead retry", "a", Phase.BEGUN, "dead");
        add("dead discard", "b", Phase.DONE, "gone");

        assertThat(rows(""))
                .containsExactly(
                        "dead discard b – gone done FINE",
                        "dead retry a dead – outcome unknown WARN");
    }

    @Test
    void sameActTwiceIsTwoRows() {
        for (int i = 0; i < 2; i++) {
            add("dead retry", "a", Phase.BEGUN, "dead");
            add("dead retry", "a", Phase.DONE, "ready");
        }

        assertThat(rows(""))
                .containsExactly(
                        "dead retry a dead ready done FINE", "dead retry a dead ready done FINE");
    }

    @Test
    void nothingDoneIsSaid() {
        assertThat(grid("").rows()).isEmpty();
        assertThat(grid("").empty()).isEqualTo("Nothing has been done yet.");
        assertThat(pager("")).isEqualTo(new Pager("", "", ""));
    }

    @Test
    void rowWhoseBeginningIsBeyondThePageTakesItAlong() {
        for (int i = 0; i < 5; i++) {
            add("dead discard", "old" + i, Phase.DONE, "gone");
        }
        add("queue pause", "q", Phase.BEGUN, "open");
        add("queue pause", "q", Phase.DONE, "paused");
        for (int i = 0; i < 99; i++) {
            add("dead discard", "new" + i, Phase.DONE, "gone");
        }

        List<String> first = rows("");
        String next = pager("").next();
        String before = next.substring("/audit?before=".length());

        assertThat(first).hasSize(100).endsWith("queue pause q open paused done FINE");
        assertThat(rows(before)).hasSize(5).allMatch(row -> row.startsWith("dead discard old"));
        assertThat(pager(before)).isEqualTo(new Pager("/audit", "", ""));
    }

    private void add(String verb, String target, Phase phase, String state) {
        log.add(new Act("ada", "127.0.0.1", verb, target), phase, state);
    }

    private Grid grid(String before) {
        return (Grid) table.blocks(before).get(0);
    }

    private Pager pager(String before) {
        List<Block> blocks = table.blocks(before);
        return (Pager) blocks.get(blocks.size() - 1);
    }

    /** What was done to what, before, after, and what became of it. */
    private List<String> rows(String before) {
        return grid(before).rows().stream().map(AuditTableIT::row).toList();
    }

    private static String row(List<Cell> cells) {
        Tone tone = cells.get(7).tone();
        return String.join(" ", cells.subList(3, 8).stream().map(Cell::text).toList()) + " " + tone;
    }
}
