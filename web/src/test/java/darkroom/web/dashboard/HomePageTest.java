package darkroom.web.dashboard;

import static darkroom.web.dashboard.TestFigures.GIB;
import static darkroom.web.dashboard.TestFigures.growth;
import static darkroom.web.dashboard.TestFigures.old;
import static darkroom.web.dashboard.TestFigures.paced;
import static darkroom.web.dashboard.TestFigures.paused;
import static darkroom.web.dashboard.TestFigures.queue;
import static darkroom.web.dashboard.TestFigures.recent;
import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.LatencyBuckets;
import darkroom.queue.redis.StatFields;
import darkroom.web.dashboard.figures.Board.Recent;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cards;
import darkroom.web.dashboard.page.Cards.Card;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Tone;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HomePageTest {
    private static List<Block> blocks(TestFigures figures, Recent... recent) {
        return HomePage.blocks(figures.figures(), List.of(recent).stream().findFirst());
    }

    private static Card card(String name, TestFigures figures, Recent... recent) {
        return blocks(figures, recent).stream()
                .filter(Cards.class::isInstance)
                .flatMap(block -> ((Cards) block).cards().stream())
                .filter(card -> card.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void says(Card card, Tone tone, String figure, String note) {
        assertThat(card.figure()).as(card.name()).isEqualTo(figure);
        assertThat(card.note()).as(card.name()).isEqualTo(note);
        assertThat(card.tone()).as(card.name()).isEqualTo(tone);
    }

    private static TestFigures rest() {
        return new TestFigures();
    }

    @Test
    void fleetAtRestHasNothingWrong() {
        says(card("Ready", rest()), Tone.PLAIN, "0", "in 0 queues");
        says(card("Oldest waiting", rest()), Tone.FINE, "–", "nothing waits");
        says(card("Drained in", rest()), Tone.PLAIN, "–", "nothing waits");
        says(card("Dead", rest()), Tone.FINE, "0", "none in the last 0 s");
        says(card("Processes", rest()), Tone.PLAIN, "0", "0 of 0 threads busy");
        says(card("Lost processes", rest()), Tone.FINE, "0", "0 jobs given back in the last 0 s");
        says(card("Ledger gap", rest()), Tone.FINE, "0", "every job is accounted for");
        says(card("Dropped", rest()), Tone.FINE, "0", "no dead job was ever dropped");
        says(card("Redis memory", rest()), Tone.FINE, "50 %", "of 1.0 GiB, not growing");
        says(
                card("Dependencies", rest()),
                Tone.FINE,
                "fine",
                "no job waited for one in the last 0 s");
        assertThat(blocks(rest())).noneMatch(Grid.class::isInstance);
    }

    private static Recent waits(String queue, long millis, long jobs) {
        return recent(Map.of(StatFields.waitedWithin(queue, LatencyBuckets.of(millis)), jobs));
    }

    @Test
    void withoutObjectivesNoneIsMissed() {
        says(card("Objectives", rest()), Tone.PLAIN, "–", "no queue has one: set it on its page");
    }

    @ParameterizedTest
    @CsvSource({
        "20000, FINE, met, of 2 queues in the last 10 min",
        "40000, BAD, 1 missed, 'queue push: p95 wait 43.2 s, expected 30 s'"
    })
    void queueWhoseJobsBeginLateMissesItsObjective(
            long millis, Tone tone, String figure, String note) {
        TestFigures fleet =
                rest().objective("push", Duration.ofSeconds(30))
                        .objective("slow", Duration.ofMinutes(10));

        says(card("Objectives", fleet, waits("push", millis, 7)), tone, figure, note);
    }

    @Test
    void queueOfWhichNothingBeginsIsAsLateAsTheJobThatWaits() {
        TestFigures stuck =
                rest().objective("push", Duration.ofSeconds(30))
                        .queue(old("push", 3, Duration.ofSeconds(31)));
        String stands = "queue push: none began, and one waits longer than 30 s";

        says(card("Objectives", stuck, waits("other", 1, 1)), Tone.BAD, "1 missed", stands);
        says(
                card("Objectives", stuck, waits("push", 1, 1)),
                Tone.FINE,
                "met",
                "of 1 queues in the last 10 min");
    }

    @Test
    void worstQueueStandsFirstWithItsFigures() {
        TestFigures fleet =
                rest().objective("a-fine", Duration.ofSeconds(30))
                        .objective("b-late", Duration.ofSeconds(1))
                        .objective("c-later", Duration.ofMillis(500))
                        .objective("d-idle", Duration.ofSeconds(1));
        Recent last =
                recent(
                        Map.of(
                                StatFields.waitedWithin("a-fine", LatencyBuckets.of(20_000)), 9L,
                                StatFields.waitedWithin("b-late", LatencyBuckets.of(1_900)), 1L,
                                StatFields.waitedWithin("b-late", 0), 15L,
                                StatFields.waitedWithin("c-later", LatencyBuckets.of(1_500)), 1L));
        Grid grid =
                (Grid)
                        blocks(fleet, last).stream()
                                .filter(Grid.class::isInstance)
                                .findFirst()
                                .orElseThrow();

        List<List<String>> rows =
                grid.rows().stream().map(row -> row.stream().map(Cell::text).toList()).toList();
        assertThat(rows)
                .containsExactly(
                        List.of("c-later", "500 ms", "1.5 s", "missed", "0 %", "1"),
                        List.of("b-late", "1 s", "2.0 s", "missed", "93.7 %", "16"),
                        List.of("a-fine", "30 s", "20.2 s", "met", "100 %", "9"),
                        List.of("d-idle", "1 s", "–", "no job began", "–", "0"));
        assertThat(grid.rows().get(0).get(0).href()).isEqualTo("/queue?name=c-later");
        assertThat(grid.rows().get(0).get(3).tone()).isEqualTo(Tone.BAD);
    }

    @ParameterizedTest
    @CsvSource({"59, PLAIN, 59 s", "61, WARN, 61 s", "600, WARN, 10 min", "601, BAD, 10 min"})
    void theLongerTheOldestJobWaitsTheWorse(long seconds, Tone tone, String figure) {
        TestFigures waiting =
                rest().queue(old("young", 1, Duration.ofSeconds(2)))
                        .queue(old("a b", 3, Duration.ofSeconds(seconds)));

        Card oldest = card("Oldest waiting", waiting);

        says(oldest, tone, figure, "in queue a b");
        assertThat(oldest.href()).isEqualTo("/queue?name=a+b");
    }

    @Test
    void jobsThatDoNotSaySinceWhenTheyWaitAreNotFine() {
        says(
                card("Oldest waiting", rest().queue(queue("foreign", 4))),
                Tone.PLAIN,
                "–",
                "no job says since when");
    }

    @Test
    void queueThatGetsNoShorterIsNamed() {
        TestFigures growing = rest().queue(paced("b", 9, 2, 8)).queue(paced("a", 9, 8, 8));

        Card drained = card("Drained in", growing);

        says(drained, Tone.WARN, "never so far", "queue a gets no shorter");
        assertThat(drained.href()).isEqualTo("/queue?name=a");
    }

    @Test
    void slowestQueueSaysWhenAllAreEmpty() {
        TestFigures two = rest().queue(paced("a", 60, 0, 60)).queue(paced("b", 60, 10, 12));

        says(card("Drained in", two), Tone.PLAIN, "30 min", "at the pace of late");
        says(
                card("Drained in", rest().queue(queue("a", 1))),
                Tone.PLAIN,
                "–",
                "the pace is not known yet");
    }

    @Test
    void pausedQueueIsSeenAndIsNotDrained() {
        TestFigures held = rest().queue(paused("held", 5)).queue(paused("empty", 0));

        says(card("Ready", held), Tone.WARN, "5", "2 of the queues paused");
        says(card("Drained in", held), Tone.PLAIN, "–", "nothing waits");
        assertThat(listed(held)).containsExactly("held", "empty");
    }

    @Test
    void queuesWithTheOldestJobsAreListedFirstAndEmptyOnesAreNot() {
        TestFigures figures =
                rest().queue(queue("empty", 0))
                        .queue(old("young", 1, Duration.ofSeconds(1)))
                        .queue(old("old", 1, Duration.ofHours(1)));
        assertThat(listed(figures)).containsExactly("old", "young");

        for (int i = 0; i < 20; i++) {
            figures.queue(queue("more" + i, 1));
        }
        assertThat(listed(figures)).hasSize(15).startsWith("old", "young", "more0");
    }

    private static List<String> listed(TestFigures figures) {
        return blocks(figures).stream()
                .filter(Grid.class::isInstance)
                .flatMap(grid -> ((Grid) grid).rows().stream())
                .map(row -> row.get(0))
                .map(Cell::text)
                .toList();
    }

    @Test
    void failuresThatAreNewAreBad() {
        says(
                card("New failures", rest()),
                Tone.FINE,
                "0",
                "no group new or back in the last 15 min");
        says(
                card("New failures", rest().failing(3)),
                Tone.BAD,
                "3",
                "groups new or back in the last 15 min");
    }

    @Test
    void jobsThatDiedOfLateAreWorseThanThoseThatHaveLongBeenDead() {
        TestFigures dead = rest().jobs(7, 6, 1_234);

        says(card("Dead", dead), Tone.WARN, "1,234", "none in the last 0 s");
        says(
                card("Dead", dead, recent(Map.of("dead|a", 2L, "dead|b", 3L))),
                Tone.BAD,
                "1,234",
                "5 in the last 10 min");
        says(card("Retrying", dead), Tone.PLAIN, "6", "7 scheduled");
    }

    @Test
    void readyJobsThatNobodyServesAreWrong() {
        Map<String, String> quiet = Map.of("state", "quiet", "threads", "4", "busy", "1");
        Map<String, String> serving = Map.of("state", "serving", "threads", "8", "busy", "5");
        TestFigures figures = rest().queue(queue("a", 1)).process("p", Duration.ZERO, quiet);

        says(card("Processes", figures), Tone.BAD, "0", "nobody serves what is ready");
        figures.process("q", Duration.ZERO, serving);
        says(card("Processes", figures), Tone.PLAIN, "1", "6 of 12 threads busy");
    }

    @Test
    void processesThatAreSilentOrWereLostAreSeen() {
        TestFigures silent = rest().process("p", Duration.ofSeconds(3), Map.of());
        Recent reaped = recent(Map.of("reaped", 4L));

        says(card("Lost processes", silent), Tone.WARN, "0", "1 silent");
        says(
                card("Lost processes", rest(), reaped),
                Tone.WARN,
                "0",
                "4 jobs given back in the last 10 min");
        says(
                card("Lost processes", rest().lost("p-1", "p-2"), reaped),
                Tone.BAD,
                "2",
                "4 jobs given back in the last 10 min");
    }

    @Test
    void jobsThatAreNowhereAreWorseThanThoseThatCameFromNowhere() {
        says(
                card("Ledger gap", rest().missing(2)),
                Tone.BAD,
                "2",
                "jobs came in and are nowhere: run \"darkroom doctor\"");
        says(
                card("Ledger gap", rest().missing(-1)),
                Tone.WARN,
                "-1",
                "more are there than came in");
        says(
                card("Dropped", rest().queue(TestFigures.dropped("a", 3))),
                Tone.BAD,
                "3",
                "dead jobs that were too many");
    }

    @Test
    void memoryIsBadWhenItIsNearlyFullOrSoonWillBe() {
        says(
                card("Redis memory", rest().memory(2_048, 0)),
                Tone.WARN,
                "2.0 KiB",
                "no maxmemory is set");
        says(
                card("Redis memory", rest().memory(GIB * 81 / 100, GIB)),
                Tone.BAD,
                "81 %",
                "of 1.0 GiB, not growing");
        assertThat(card("Redis memory", rest().memory(GIB * 2, GIB)))
                .extracting(Card::tone, Card::figure)
                .containsExactly(Tone.BAD, "200 %");
        Duration span = Duration.ofMinutes(5);
        says(
                card("Redis memory", rest(), growth(span, GIB / 2 / 3_599.0)),
                Tone.BAD,
                "50 %",
                "of 1.0 GiB, full in 59 min at this rate");
        says(
                card("Redis memory", rest(), growth(span, GIB / 2 / 7_300.0)),
                Tone.FINE,
                "50 %",
                "of 1.0 GiB, full in 2 h 1 min at this rate");
        says(
                card("Redis memory", rest(), growth(Duration.ofSeconds(30), GIB)),
                Tone.FINE,
                "50 %",
                "of 1.0 GiB, not growing");
    }

    @Test
    void whatJobsWaitedForIsAwayAndTheFirstFiveAreNamed() {
        says(
                card("Dependencies", rest(), recent(Map.of("awaited|x", 1L, "awaited|apns", 0L))),
                Tone.BAD,
                "1 away",
                "x in the last 10 min");
        Map<String, Long> six =
                Map.of(
                        "awaited|a", 1L,
                        "awaited|b", 1L,
                        "awaited|c", 1L,
                        "awaited|d", 1L,
                        "awaited|e", 1L,
                        "awaited|f", 1L);
        says(
                card("Dependencies", rest(), recent(six)),
                Tone.BAD,
                "6 away",
                "a, b, c, d, e in the last 10 min");
    }
}
