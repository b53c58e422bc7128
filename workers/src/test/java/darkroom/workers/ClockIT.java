package darkroom.workers;

import static darkroom.workers.TestFleet.NOTE;
import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import darkroom.queue.inspect.Fleet.ProcessView;
import darkroom.queue.reserve.Membership;
import darkroom.workers.ChildWorker.Deed;
import darkroom.workers.TestFleet.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process whose wall clock is an hour off: whatever is due or expires is so by Redis' clock. */
@Timeout(120)
final class ClockIT {
    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void nothingIsDueEarlyOrLate(int hours) throws Exception {
        try (TestFleet fleet = TestFleet.open();
                ChildWorker child = childOff(fleet, hours, Deed.HALTS)) {
            fleet.awaitProcesses(1);
            Duration delay = Duration.ofMillis(1_500);
            long due = fleet.store().timeMillis() + delay.toMillis();

            fleet.client().enqueue(NOTE.job(new Note(2)).delayedBy(delay));

            fleet.awaitDone(1);
            assertOff(fleet, hours);
            assertThat(at(fleet, "n2")).isBetween(due, due + 2_500);
            assertThat(child.process().isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void nobodyIsGivenUpEarlyByItOrByOthers(int hours) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (TestFleet fleet = TestFleet.open();
                ChildWorker child = childOff(fleet, hours, Deed.NEVER_ENDS)) {
            fleet.enqueue(5);
            String started = ChildWorker.startedKey(fleet.address());
            await().atMost(SOON).until(() -> fleet.store().members(started).size() == 5);
            fleet.start(
                    (note, context) -> {
                        gate.await();
                        return darkroom.queue.handler.Outcome.completed();
                    },
                    config(5));
            fleet.awaitProcesses(2);
            long begin = System.nanoTime();
            Duration twoLeases = TestFleet.LEASE.duration().multipliedBy(2);
            // While one is silent both look at all the others, until it is given up.
            Membership silent = Membership.join(fleet.store(), "silent", List.of("note"));
            assertThat(silent.held()).isEmpty();

            await().atMost(SOON).until(() -> System.nanoTime() - begin > twoLeases.toNanos());
            await().atMost(SOON).until(() -> fleet.fleet().list().size() == 2);

            assertThat(fleet.fleet().list())
                    .extracting(ProcessView::id)
                    .containsExactly("child-1", "test-2");
            assertThat(fleet.stats().total("reaped")).isZero();
            child.signal("KILL");
            await().atMost(SOON).until(() -> fleet.stats().total("reaped") == 5);
            gate.countDown();
            fleet.awaitDone(5);
        }
    }

    private static ChildWorker childOff(TestFleet fleet, int hours, Deed deed) throws IOException {
        List<Path> found = libraries();
        assumeThat(found)
                .as(
                        "libfaketime, which sets a process's clock; Debian's package \"faketime\" has it")
                .isNotEmpty();
        return ChildWorker.start(
                fleet.address(),
                5,
                deed,
                Map.of(
                        "LD_PRELOAD",
                        found.get(0).toString(),
                        "FAKETIME",
                        (hours > 0 ? "+" : "-") + "3600s",
                        // Durations are to be those of the machine: only the wall clock is off.
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1",
                        "FAKETIME_FORCE_MONOTONIC_FIX",
                        "0"));
    }

    private static List<Path> libraries() throws IOException {
        Path lib = Path.of("/usr/lib");
        if (!Files.isDirectory(lib)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(lib)) {
            return folders.map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .toList();
        }
    }

    private static void assertOff(TestFleet fleet, int hours) {
        long off = at(fleet, "here") - fleet.store().timeMillis();
        assertThat(off)
                .as("the child's clock less Redis'")
                .isCloseTo(hours * HOUR.toMillis(), within(60_000L));
    }

    private static long at(TestFleet fleet, String field) {
        return Long.parseLong(
                fleet.store().hash(fleet.address().namespace() + ":at").getOrDefault(field, "0"));
    }
}
