package darkroom.bench;

import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Fleet.ProcessView;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Fifty worker processes: some in a JVM each, which drain a queue as fast as they can, and the
 * others together in one, which beat, take part in what a fleet does, and run a job that lasts or
 * none.
 */
final class PagesFleet implements AutoCloseable {
    /** Worker processes, all in all. */
    static final int PROCESSES = 50;

    /** Of those that do not drain so many run a job that lasts. */
    private static final int LASTING = 20;

    private static final Duration JOIN_MAX = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Deque<ChildProcess> children = new ArrayDeque<>();

    private PagesFleet() {}

    /** Of {@code size}, processes is how many drain, with so many threads each. */
    static PagesFleet start(Site site, Size size) throws InterruptedException {
        PagesFleet fleet = new PagesFleet();
        try {
            int idle = PROCESSES - size.processes();
            site.client().enqueueAll(Lasting.jobs(LASTING));
            fleet.children.push(
                    ChildProcess.workers(site.address(), "idle", 1, idle, Lasting.QUEUE));
            for (int i = 1; i <= size.processes(); i++) {
                fleet.children.push(
                        ChildProcess.start(site.address(), "bench-" + i, size.threads()));
            }
            awaitServing(site);
            return fleet;
        } catch (InterruptedException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    /** Processor time of all of them. */
    Duration processorTime() {
        return children.stream()
                .map(child -> Usage.of(child.handle()))
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() {
        while (!children.isEmpty()) {
            children.pop().close();
        }
    }

    private static void awaitServing(Site site) throws InterruptedException {
        Fleet fleet = new Fleet(site.store());
        if (!Patience.await(() -> serving(fleet) == PROCESSES, LOOK, JOIN_MAX)) {
            throw new BenchFailedException(
                    "cannot start the fleet: expected "
                            + PROCESSES
                            + " processes to serve within "
                            + JOIN_MAX
                            + ", found "
                            + serving(fleet)
                            + "; look at what else the machine does");
        }
    }

    private static long serving(Fleet fleet) {
        return fleet.list().stream().map(ProcessView::state).filter("serving"::equals).count();
    }
}
