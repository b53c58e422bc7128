package darkroom.queue.threads;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.threads.RunningHandler.Agreement;
import darkroom.queue.threads.RunningHandler.Attempt;
import darkroom.queue.threads.RunningHandler.Spot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A board as text, and back. */
final class BoardTextTest {
    private static final ThreadBoard.Pool POOL = new ThreadBoard.Pool(50, 3);

    @Test
    void whatIsWrittenIsRead() {
        ThreadBoard board =
                new ThreadBoard(
                        POOL,
                        7,
                        List.of(
                                handler(
                                        "a",
                                        List.of("x.Socket.read(Socket.java:7)", "y.Own.go(?)")),
                                handler("b", List.of("y.Own.go(?)")),
                                handler("c", List.of()),
                                handler(
                                        "d",
                                        List.of("x.Socket.read(Socket.java:7)", "y.Own.go(?)"))),
                        12);

        assertThat(BoardText.read(BoardText.of(board))).contains(board);
    }

    @Test
    void frameOfManyStandsOnce() {
        String frame = "darkroom.SomePlace.whereAllWait(SomePlace.java:1)";
        List<RunningHandler> all =
                IntStream.range(0, 200).mapToObj(i -> handler("j" + i, List.of(frame))).toList();

        assertThat(BoardText.of(new ThreadBoard(POOL, 1, all, 0)).split(frame(frame), -1))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\u0000", "\"", "\u20ac", "\ud83d\ude00"})
    void boardIsNeverLargerThanItsBound(String letter) {
        List<RunningHandler> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            List<String> stack = new ArrayList<>();
            for (int depth = 0; depth < 40; depth++) {
                stack.add(i + "-" + depth + letter.repeat(300));
            }
            all.add(handler(i + letter.repeat(300), stack));
        }

        String text = BoardText.of(new ThreadBoard(POOL, 1, all, 5));

        assertThat(text.getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(ThreadBoard.BYTES_MAX)
                .hasSizeGreaterThan(ThreadBoard.BYTES_MAX / 3);
        ThreadBoard board = BoardText.read(text).orElseThrow();
        assertThat(board.running()).isNotEmpty();
        assertThat(board.running().size() + board.more()).isEqualTo(305);
        assertThat(board.running().get(0).spot().stack()).hasSize(ThreadBoard.FRAMES_MAX);
    }

    @Test
    void atMostSoManyHandlersAreShownAndTheOthersAreCounted() {
        List<RunningHandler> all =
                IntStream.range(0, 300).mapToObj(i -> handler("j" + i, List.of("f"))).toList();

        ThreadBoard board =
                BoardText.read(BoardText.of(new ThreadBoard(POOL, 1, all, 0))).orElseThrow();

        assertThat(board.running()).isEqualTo(all.subList(0, ThreadBoard.JOBS_MAX));
        assertThat(board.more()).isEqualTo(300 - ThreadBoard.JOBS_MAX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "[]", "{\"jobs\":1}", "{\"jobs\":[", "text"})
    void anyOtherTextIsNone(String text) {
        assertThat(BoardText.read(text)).isEmpty();
    }

    @Test
    void whatIsMissingOrWrongInATextIsNothing() {
        String text =
                "{\"frames\":[1],\"stacks\":[[0,9,-1,\"x\"]],"
                        + "\"jobs\":[{\"stack\":0,\"age\":-5,\"id\":7},{\"stack\":3},[],null]}";

        ThreadBoard board = BoardText.read(text).orElseThrow();

        assertThat(board.running()).hasSize(4);
        assertThat(board.running().get(0).attempt().jobId()).isEqualTo("7");
        assertThat(board.running().get(0).age()).isZero();
        assertThat(board.running().get(0).spot().stack()).containsExactly("1", "", "", "");
        assertThat(board.running().get(1).spot().stack()).isEmpty();
        assertThat(BoardText.read(" ".repeat(ThreadBoard.BYTES_MAX) + text)).isEmpty();
    }

    @Test
    void threeSamplesInARowThatSpanTwoSecondsAreStuck() {
        assertThat(new Agreement(2, Duration.ofSeconds(9)).isStuck()).isFalse();
        assertThat(new Agreement(3, Duration.ofMillis(1_999)).isStuck()).isFalse();
        assertThat(new Agreement(3, Duration.ofSeconds(2)).isStuck()).isTrue();
    }

    @Test
    void itBlocksInItsOwnCodeOrElseInTheInnermostFrame() {
        List<String> stack = List.of("x.Socket.read(Socket.java:7)", "y.Own.go(?)");

        assertThat(new Spot("RUNNABLE", "y.Own.go", stack).blocking()).isEqualTo("y.Own.go");
        assertThat(new Spot("RUNNABLE", "", stack).blocking()).isEqualTo("x.Socket.read");
        assertThat(new Spot("RUNNABLE", "", List.of()).blocking()).isEmpty();
    }

    private static RunningHandler handler(String id, List<String> stack) {
        return new RunningHandler(
                new Attempt(id, "resize", "default", 2),
                new Spot("WAITING", "y.Own.go", stack),
                Duration.ofMillis(1_234),
                new Agreement(3, Duration.ofMillis(2_001)),
                "timed out");
    }

    private static String frame(String text) {
        return Pattern.quote(text);
    }
}
