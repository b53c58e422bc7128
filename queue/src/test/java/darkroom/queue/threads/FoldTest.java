package darkroom.queue.threads;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.threads.RunningHandler.Agreement;
import darkroom.queue.threads.RunningHandler.Attempt;
import darkroom.queue.threads.RunningHandler.Spot;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Threads that do the same, as one line. */
final class FoldTest {
    private static final List<String> READ = List.of("x.Socket.read(Socket.java:7)");
    private static final List<String> LOCK = List.of("x.Lock.park(native)");

    @Test
    void handlersOfOneKindThatBlockInOnePlaceAreOneFold() {
        List<Fold> folds =
                Fold.of(
                        List.of(
                                handler("push", "y.Push.send", READ, 5, true),
                                handler("push", "y.Push.send", LOCK, 90, false),
                                handler("push", "y.Push.send", READ, 7, true),
                                handler("resize", "y.Push.send", READ, 7, false),
                                handler("push", "y.Push.open", READ, 7, false)));

        assertThat(folds).hasSize(3);
        Fold first = folds.get(0);
        assertThat(first.where()).isEqualTo(new Fold.Where("push", "y.Push.send"));
        assertThat(first.running()).isEqualTo(3);
        assertThat(first.stuck()).isEqualTo(2);
        assertThat(first.oldest()).isEqualTo(Duration.ofSeconds(90));
        assertThat(first.stack()).as("of most").isEqualTo(READ);
        assertThat(first.top()).isEqualTo("x.Socket.read");
    }

    @Test
    void thoseWithTheMostStuckComeFirstThenTheLargestThenTheOldest() {
        List<Fold> folds =
                Fold.of(
                        List.of(
                                handler("young", "f", READ, 1, false),
                                handler("old", "f", READ, 9, false),
                                handler("many", "f", READ, 1, false),
                                handler("many", "f", READ, 1, false),
                                handler("stuck", "f", READ, 3, true)));

        assertThat(folds)
                .extracting(fold -> fold.where().kind())
                .containsExactly("stuck", "many", "old", "young");
    }

    @Test
    void withoutAFrameOfItsOwnTheInnermostFolds() {
        List<Fold> folds = Fold.of(List.of(handler("push", "", READ, 1, false)));

        assertThat(folds.get(0).where().blocking()).isEqualTo("x.Socket.read");
        assertThat(Fold.of(List.of())).isEmpty();
        assertThat(Fold.of(List.of(handler("push", "", List.of(), 1, false))).get(0).top())
                .isEmpty();
    }

    private static RunningHandler handler(
            String kind, String own, List<String> stack, int seconds, boolean stuck) {
        return new RunningHandler(
                new Attempt("a", kind, "default", 1),
                new Spot("WAITING", own, stack),
                Duration.ofSeconds(seconds),
                new Agreement(stuck ? 3 : 1, Duration.ofSeconds(stuck ? 2 : 0)),
                "");
    }
}
