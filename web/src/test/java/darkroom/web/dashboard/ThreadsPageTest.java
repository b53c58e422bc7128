package darkroom.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.threads.RunningHandler;
import darkroom.queue.threads.RunningHandler.Agreement;
import darkroom.queue.threads.RunningHandler.Attempt;
import darkroom.queue.threads.RunningHandler.Spot;
import darkroom.queue.threads.ThreadBoard;
import darkroom.queue.threads.ThreadBoards.Reading;
import darkroom.queue.threads.ThreadBoards.Shown;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cards;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Grid;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Tone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the page of threads says of a reading. */
final class ThreadsPageTest {
    @Test
    void listsEndAndSaySo() {
        List<RunningHandler> handlers = new ArrayList<>();
        for (int i = 0; i < 201; i++) {
            handlers.add(handler("j" + i, "kind" + i % 101, ""));
        }

        List<Block> blocks =
                ThreadsPage.blocks(
                        new Reading(List.of(shown(3, handlers, 7)), List.of(), 4),
                        ThreadFilter.ALL,
                        false);

        assertThat(grids(blocks).get(0).rows()).hasSize(100);
        assertThat(grids(blocks).get(1).rows()).hasSize(200);
        assertThat(notes(blocks))
                .anyMatch(note -> note.contains("1 more places"))
                .anyMatch(note -> note.contains("1 more handlers than the list"))
                .anyMatch(note -> note.contains("7 more handlers than their processes"))
                .anyMatch(note -> note.contains("4 more processes than this page reads"));
    }

    @Test
    void whoHasBeenToldToEndIsSeen() {
        RunningHandler given = handler("j", "push", RunningHandler.GIVEN_UP);

        Cell state = ThreadWords.state(given);

        assertThat(state.text()).isEqualTo("timed waiting, given up");
        assertThat(state.tone()).isEqualTo(Tone.BAD);
    }

    @Test
    void beforeTheThirdSampleItSaysThatNobodyKnowsWhoIsStuck() {
        Reading early = new Reading(List.of(shown(2, List.of(), 0)), List.of(), 0);
        Reading whole = new Reading(List.of(shown(3, List.of(), 0)), List.of(), 0);

        assertThat(notes(ThreadNotes.of(early, true)))
                .containsExactly("Who is stuck is known after three samples, in a moment.");
        assertThat(ThreadNotes.isWhole(early)).isFalse();
        assertThat(ThreadNotes.of(whole, true)).isEmpty();
        assertThat(stuck(early).figure()).isEqualTo("–");
        assertThat(stuck(new Reading(List.of(), List.of("ada-1"), 0)).figure()).isEqualTo("–");
        assertThat(stuck(whole).figure()).isEqualTo("0");
        assertThat(stuck(whole).tone()).isEqualTo(Tone.FINE);
        assertThat(ThreadNotes.isWhole(whole)).isTrue();
    }

    @Test
    void processesThatShowNothingAreNamedTenAtMost() {
        List<String> silent = new ArrayList<>();
        for (int i = 10; i < 22; i++) {
            silent.add("p" + i);
        }
        Reading reading = new Reading(List.of(), silent, 0);

        assertThat(notes(ThreadNotes.of(reading, true)))
                .singleElement()
                .asString()
                .contains("12 processes have still to show");
        assertThat(notes(ThreadNotes.of(reading, false)))
                .singleElement()
                .asString()
                .contains("p10, p11", "p19 and 2 more")
                .doesNotContain("p20");
        assertThat(notes(ThreadNotes.of(new Reading(List.of(), List.of(), 0), false)))
                .containsExactly("No worker process is in the fleet.");
    }

    @Test
    void whatIsNotOfNowSaysHowOldItIs() {
        Shown late =
                new Shown(
                        "ada-1",
                        Duration.ofSeconds(7),
                        new ThreadBoard(
                                new ThreadBoard.Pool(1, 1),
                                3,
                                List.of(handler("j", "push", "")),
                                0));
        Reading reading = new Reading(List.of(late), List.of(), 0);

        assertThat(notes(ThreadNotes.of(reading, false)))
                .containsExactly("Not of now is what is shown by ada-1 (7 s ago).");
        assertThat(reading.seen().get(0).running().age()).isEqualTo(Duration.ofSeconds(17));
    }

    private static Cards.Card stuck(Reading reading) {
        return ThreadsPage.blocks(reading, ThreadFilter.ALL, false).stream()
                .filter(Cards.class::isInstance)
                .flatMap(cards -> ((Cards) cards).cards().stream())
                .filter(card -> card.name().equals("Stuck"))
                .findFirst()
                .orElseThrow();
    }

    private static Shown shown(int samples, List<RunningHandler> handlers, int more) {
        return new Shown(
                "ada-1",
                Duration.ZERO,
                new ThreadBoard(
                        new ThreadBoard.Pool(300, handlers.size()), samples, handlers, more));
    }

    private static RunningHandler handler(String id, String kind, String told) {
        return new RunningHandler(
                new Attempt(id, kind, "default", 1),
                new Spot("TIMED_WAITING", "com.acme.A.b", List.of("com.acme.A.b(A.java:1)")),
                Duration.ofSeconds(10),
                new Agreement(1, Duration.ZERO),
                told);
    }

    private static List<Grid> grids(List<Block> blocks) {
        return blocks.stream().filter(Grid.class::isInstance).map(Grid.class::cast).toList();
    }

    private static List<String> notes(List<Block> blocks) {
        return blocks.stream()
                .filter(Note.class::isInstance)
                .map(note -> ((Note) note).text())
                .toList();
    }
}
