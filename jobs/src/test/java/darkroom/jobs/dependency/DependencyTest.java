package darkroom.jobs.dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import darkroom.queue.handler.DependencyUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
final class DependencyTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private final Dependency dependency = new Dependency("db0", 4);

    @Test
    void oneThatFailsIsLeftAloneAtOnceAndTriedByFew() {
        fail(5);

        assertThat(dependency.isAway()).isTrue();
        long start = System.nanoTime();
        assertThatThrownBy(dependency::begin)
                .isInstanceOfSatisfying(
                        DependencyUnavailableException.class,
                        e -> {
                            assertThat(e.dependency()).isEqualTo("db0");
                            assertThat(e).hasMessageContaining("planted");
                            assertThat(e.retryIn())
                                    .isBetween(Duration.ofMillis(200), Duration.ofSeconds(5));
                        });
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(1));

        List<Dependency.Call> trials = new ArrayList<>();
        await().atMost(SOON).until(() -> begins(trials));
        assertThat(begins(trials)).as("a second trial").isTrue();
        assertThat(begins(trials)).as("a third trial").isFalse();
        trials.forEach(Dependency.Call::succeeded);
        trials.forEach(Dependency.Call::close);
        assertThat(dependency.isAway()).isFalse();
    }

    @Test
    void trialThatFailsLeavesItAloneForLonger() {
        fail(5);
        List<Dependency.Call> trials = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            trials.clear();
            await().atMost(SOON).until(() -> begins(trials));
            assertThat(begins(trials)).isTrue();
            trials.forEach(trial -> trial.failed(new IOException("planted")));
            trials.forEach(Dependency.Call::close);
            assertThat(begins(trials)).isFalse();
        }

        assertThat(dependency.pause()).isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
    }

    @Test
    void trialOfWhichNothingIsKnownGivesItsPlaceToAnother() {
        fail(5);
        List<Dependency.Call> trials = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            await().atMost(SOON).until(() -> begins(trials));
            trials.forEach(Dependency.Call::close);
        }

        assertThat(trials).hasSize(10);
        assertThat(dependency.isAway()).isTrue();
    }

    @Test
    void callsOfWhichNothingIsKnownAndThoseBelowHalfChangeNothing() {
        for (int i = 0; i < 100; i++) {
            dependency.begin().close();
            succeed();
            succeed();
            fail(1);
        }

        assertThat(dependency.isAway()).isFalse();
    }

    @Test
    void noMoreThanSoManyAreUnderWayAndTheRestIsRefusedSoon() {
        List<Dependency.Call> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            assertThat(begins(calls)).isTrue();
        }
        long start = System.nanoTime();

        assertThatThrownBy(dependency::begin)
                .isInstanceOf(DependencyUnavailableException.class)
                .hasMessageContaining("4 calls");

        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(3));
        calls.forEach(Dependency.Call::close);
        calls.forEach(Dependency.Call::close);
        for (int i = 0; i < 4; i++) {
            assertThat(begins(calls)).as("place " + i + " is free again").isTrue();
        }
        assertThat(begins(calls)).as("closing twice frees no second place").isFalse();
        assertThat(dependency.isAway()).isFalse();
    }

    @Test
    void whileItAnswersTheOthersWaitTheirTurn() throws Exception {
        int callers = 12;
        int calls = 20;
        AtomicInteger most = new AtomicInteger();
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            Thread thread =
                    new Thread(
                            () -> {
                                for (int call = 0; call < calls; call++) {
                                    try (Dependency.Call one = dependency.begin()) {
                                        most.accumulateAndGet(
                                                underWay.incrementAndGet(), Math::max);
                                        LockSupport.parkNanos(5_000_000);
                                        underWay.decrementAndGet();
                                        one.succeeded();
                                    } catch (DependencyUnavailableException e) {
                                        refused.incrementAndGet();
                                    }
                                }
                            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(60));
            assertThat(thread.isAlive()).isFalse();
        }

        assertThat(most).hasValueLessThanOrEqualTo(4);
        // Without a turn two of three would be; the machine may stand still for a moment.
        assertThat(refused).hasValueLessThan(callers * calls / 3);
    }

    @Test
    void interruptedCallerIsRefusedAndKeepsItsInterrupt() {
        List<Dependency.Call> calls = new ArrayList<>();
        while (begins(calls)) {
            assertThat(calls).hasSizeLessThan(5);
        }
        Thread.currentThread().interrupt();

        assertThatThrownBy(dependency::begin).isInstanceOf(DependencyUnavailableException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void thousandsThatWaitComeBackOneByOne() {
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            pauses.add(dependency.pause());
        }

        // A thousand a second, as far as the machine did not take time over it.
        assertThat(pauses.get(19_999)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
        for (int i = 0; i < 1_000_000; i++) {
            dependency.pause();
        }
        assertThat(dependency.pause()).isLessThanOrEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void changesAreLoggedOnceEach() {
        Logger logger = (Logger) LoggerFactory.getLogger(Dependency.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        Level before = logger.getLevel();
        logger.setLevel(Level.INFO);
        Dependency own = new Dependency("logged", 4);
        try {
            for (int i = 0; i < 5; i++) {
                try (Dependency.Call call = own.begin()) {
                    call.refused(new IOException("wrong key"));
                }
            }
            await().atMost(SOON)
                    .until(
                            () -> {
                                try (Dependency.Call call = own.begin()) {
                                    call.succeeded();
                                } catch (DependencyUnavailableException e) {
                                    return false;
                                }
                                return !own.isAway();
                            });
        } finally {
            logger.setLevel(before);
            logger.detachAppender(lines);
        }

        assertThat(lines.list.stream().filter(DependencyTest::isOurs))
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.ERROR, Level.WARN, Level.INFO);
    }

    @Test
    void nothingCanBeCalledWithoutACall() {
        assertThatThrownBy(() -> new Dependency("none", 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean isOurs(ILoggingEvent line) {
        return line.getKeyValuePairs().stream().anyMatch(pair -> "logged".equals(pair.value));
    }

    private void succeed() {
        try (Dependency.Call call = dependency.begin()) {
            call.succeeded();
        }
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            try (Dependency.Call call = dependency.begin()) {
                call.failed(new IOException("planted"));
            }
        }
    }

    private boolean begins(List<Dependency.Call> calls) {
        try {
            calls.add(dependency.begin());
            return true;
        } catch (DependencyUnavailableException e) {
            return false;
        }
    }
}
