package darkroom.queue.threads;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.reserve.Heartbeat;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.ProcessState;
import darkroom.queue.threads.RunningHandler.Agreement;
import darkroom.queue.threads.RunningHandler.Attempt;
import darkroom.queue.threads.RunningHandler.Spot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Boards on their way through Redis. */
@Timeout(60)
final class ThreadBoardsIT {
    private static final ThreadBoard BOARD =
            new ThreadBoard(
                    new ThreadBoard.Pool(4, 1),
                    3,
                    List.of(
                            new RunningHandler(
                                    new Attempt("a", "note", "note", 1),
                                    new Spot("WAITING", "y.Own.go", List.of("y.Own.go(?)")),
                                    Duration.ofSeconds(5),
                                    new Agreement(3, Duration.ofSeconds(2)),
                                    "")),
                    0);

    private final TestQueue queue = TestQueue.open();
    private final ThreadBoards boards = new ThreadBoards(queue.store());

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void whoBeatsHearsThatSomebodyLooksForAsLongAsThatIsNotLongAgo() {
        Membership member = queue.join("note");
        assertThat(beat(member).someoneLooks()).isFalse();

        boards.look();

        assertThat(beat(member).someoneLooks()).isTrue();
        String wish = queue.keys().threadsWanted();
        assertThat(queue.jedis().pttl(wish)).isBetween(1L, ThreadBoards.WANTED.toMillis());
        queue.jedis().del(wish);
        assertThat(beat(member).someoneLooks()).isFalse();
    }

    @Test
    void boardIsReadWithItsAgeAndIsGoneByItself() {
        Membership member = queue.join("note");
        Membership silent = queue.join("note");

        assertThat(boards.show(member.id(), BOARD)).isTrue();

        ThreadBoards.Reading reading = boards.read();
        assertThat(reading.shown()).hasSize(1);
        ThreadBoards.Shown shown = reading.shown().get(0);
        assertThat(shown.process()).isEqualTo(member.id());
        assertThat(shown.age()).isBetween(Duration.ZERO, Duration.ofSeconds(10));
        assertThat(shown.board()).isEqualTo(BOARD);
        assertThat(reading.silent()).containsExactly(silent.id());
        assertThat(reading.unread()).isZero();
        assertThat(boards.read(member.id()).orElseThrow().shown()).hasSize(1);
        assertThat(boards.read("nobody-1")).isEmpty();
        assertThat(queue.jedis().pttl(queue.keys().threads(member.id())))
                .isBetween(1L, ThreadBoards.SHOWN.toMillis());
    }

    @Test
    void processThatIsLostShowsNothing() {
        Membership member = queue.join("note");
        queue.jedis().zrem(queue.keys().processes(), member.id());

        assertThat(boards.show(member.id(), BOARD)).isFalse();

        assertThat(queue.jedis().exists(queue.keys().threads(member.id()))).isFalse();
    }

    @Test
    void whatIsNoBoardIsAsIfThereWasNone() {
        Map<String, String> planted =
                Map.of(
                        "a-1",
                        "",
                        "b-1",
                        "{}",
                        "c-1",
                        "12 {}",
                        "d-1",
                        "9999999999999999 {\"jobs\":[]}");
        planted.forEach(
                (id, text) -> {
                    queue.jedis().zadd(queue.keys().processes(), 1, id);
                    queue.jedis().set(queue.keys().threads(id), text);
                });
        queue.jedis().zadd(queue.keys().processes(), 1, "e-1");
        queue.jedis().lpush(queue.keys().threads("e-1"), "x");

        ThreadBoards.Reading reading = boards.read();

        assertThat(reading.shown()).isEmpty();
        assertThat(reading.silent()).containsExactly("a-1", "b-1", "c-1", "d-1", "e-1");
    }

    @Test
    void soManyBoardsAreReadAndTheOthersCounted() {
        String large = "1 {\"jobs\":[],\"x\":\"" + "x".repeat(1024 * 1024) + "\"}";
        for (int i = 0; i < ThreadBoards.PROCESSES_MAX + 3; i++) {
            queue.jedis().zadd(queue.keys().processes(), 1, "p-" + i);
        }

        assertThat(boards.read().unread()).isEqualTo(3);
        assertThat(boards.read().silent()).hasSize(ThreadBoards.PROCESSES_MAX);

        for (String id : List.of("p-1", "p-10", "p-100", "p-101", "p-102")) {
            queue.jedis().set(queue.keys().threads(id), large);
        }
        ThreadBoards.Reading cut = boards.read();
        assertThat(cut.silent().size() + cut.unread()).isEqualTo(ThreadBoards.PROCESSES_MAX + 3);
        assertThat(cut.unread()).as("after four megabytes no more").isGreaterThan(150);
    }

    private Heartbeat.Heard beat(Membership member) {
        return new Heartbeat(queue.store(), Duration.ofSeconds(2))
                .beat(member, ProcessState.SERVING, Map.of("busy", "1"));
    }
}
