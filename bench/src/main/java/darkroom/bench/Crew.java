package darkroom.bench;

import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.JobHandler;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Stats;
import darkroom.queue.maintenance.Reaper.Lease;
import darkroom.workers.WorkerConfig;
import darkroom.workers.WorkerProcess;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The worker processes of a load: one in this JVM, whose handler is given, and children. */
final class Crew implements AutoCloseable {
    private static final Duration JOIN_MAX = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final WorkerConfig.Patience PATIENCE =
            new WorkerConfig.Patience(
                    Duration.ofSeconds(1),
                    WorkerConfig.Patience.DEFAULT.unknownKind(),
                    WorkerConfig.Patience.DEFAULT.poll());

    private static final String HERE = "bench-0";

    private final Site site;
    private final Deque<AutoCloseable> processes = new ArrayDeque<>();

    private Crew(Site site) {
        this.site = site;
    }

    /** Starts one process here, with this handler, and waits until it takes jobs. */
    static Crew here(Site site, int threads, JobHandler<Noop> handler) throws InterruptedException {
        return start(site, threads, 1, handler);
    }

    /** Starts so many, the handler of the first being this one, and waits until all take jobs. */
    static Crew start(Site site, int threads, int count, JobHandler<Noop> handler)
            throws InterruptedException {
        return open(
                site,
                crew -> {
                    for (int i = 1; i < count; i++) {
                        crew.processes.push(
                                ChildProcess.start(site.address(), "bench-" + i, threads));
                    }
                    crew.join(only(handler), config(HERE, threads), count);
                });
    }

    /** Starts one process here, which serves these queues, and waits until it takes jobs. */
    static Crew start(Site site, int threads, HandlerRegistry handlers, List<String> queues)
            throws InterruptedException {
        WorkerConfig config = new WorkerConfig(HERE, threads, queues, Lease.DEFAULT, PATIENCE);
        return open(site, crew -> crew.join(handlers, config, 1));
    }

    /** Starts so many here, with this handler, and waits until all take jobs. */
    static Crew twins(Site site, int threads, int count, JobHandler<Noop> handler)
            throws InterruptedException {
        return open(
                site,
                crew -> {
                    for (int i = 1; i <= count; i++) {
                        crew.join(only(handler), config("bench-" + i, threads), i);
                    }
                });
    }

    /** Starts the processes of a crew. */
    @FunctionalInterface
    private interface Start {
        void of(Crew crew) throws InterruptedException;
    }

    private static Crew open(Site site, Start start) throws InterruptedException {
        Crew crew = new Crew(site);
        try {
            start.of(crew);
            return crew;
        } catch (InterruptedException | RuntimeException e) {
            crew.close();
            throw e;
        }
    }

    private static HandlerRegistry only(JobHandler<Noop> handler) {
        return HandlerRegistry.builder().add(Noop.KIND, handler).build();
    }

    /** How every process of a load is run. */
    static WorkerConfig config(String name, int threads) {
        return config(name, threads, Noop.KIND.queue());
    }

    /** The same, on another queue. */
    static WorkerConfig config(String name, int threads, String queue) {
        return new WorkerConfig(name, threads, List.of(queue), Lease.DEFAULT, PATIENCE);
    }

    /** How many jobs that do nothing are settled as done, by whichever process. */
    long done() {
        return Stats.read(site.store()).by("done").getOrDefault(Noop.KIND.name(), 0L);
    }

    /**
     * Waits until so many are settled as done in all.
     *
     * @throws BenchFailedException if it takes too long, or there are more
     */
    void awaitDone(long expected, Duration most) throws InterruptedException {
        Patience.await(() -> done() >= expected, LOOK, most);
        long found = done();
        if (found != expected) {
            throw new BenchFailedException(
                    "cannot give a figure: expected "
                            + expected
                            + " jobs done, found "
                            + found
                            + " after at most "
                            + most
                            + "; run fewer --jobs, or look whether Redis is up to them");
        }
    }

    /** Processor time of all processes so far; of this JVM it is all that it did. */
    Duration processorTime() {
        return Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        processes.stream()
                                .filter(ChildProcess.class::isInstance)
                                .map(child -> ((ChildProcess) child).handle()))
                .map(handle -> handle.info().totalCpuDuration())
                .flatMap(Optional::stream)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Stops them all; what they have in hand goes back. May be called twice. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            while (!processes.isEmpty()) {
                processes.pop().close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("cannot stop a worker process", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void join(HandlerRegistry handlers, WorkerConfig config, int count)
            throws InterruptedException {
        processes.push(WorkerProcess.start(site.store(), handlers, config));
        awaitServing(count);
    }

    private void awaitServing(int count) throws InterruptedException {
        Fleet fleet = new Fleet(site.store());
        boolean all =
                Patience.await(
                        () ->
                                fleet.list().stream()
                                                .filter(view -> "serving".equals(view.state()))
                                                .count()
                                        == count,
                        LOOK,
                        JOIN_MAX);
        if (!all) {
            throw new BenchFailedException(
                    "cannot start the worker processes: expected "
                            + count
                            + " to serve within "
                            + JOIN_MAX
                            + ", found "
                            + fleet.list()
                            + "; look at what else the machine does");
        }
    }
}
