package darkroom.workers;

import static org.awaitility.Awaitility.await;

import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.Backoff;
import darkroom.queue.Job;
import darkroom.queue.JobKind;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.JobHandler;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Fleet;
import darkroom.queue.inspect.Stats;
import darkroom.queue.maintenance.Reaper.Lease;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A fleet in a namespace of its own: its processes run in this JVM and end with the test. */
final class TestFleet implements AutoCloseable {
    /** Quick, so that tests are; the proportions are those of the default. */
    static final Lease LEASE = new Lease(Duration.ofMillis(100), Duration.ofSeconds(2));

    static final Duration SOON = Duration.ofSeconds(15);

    /** Args of the tests' kind. */
    record Note(int number) {}

    /** Retried after a few milliseconds, three attempts. */
    static final JobKind<Note> NOTE =
            JobKind.of("note", Note.class)
                    .withMaxAttempts(3)
                    .withBackoff(new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)));

    private final RedisAddress address;
    private final RedisStore store;
    private final QueueClient client;
    private final List<WorkerProcess> processes = new ArrayList<>();
    private final List<RedisStore> stores = new ArrayList<>();

    private TestFleet(URI uri, String namespace) {
        address = new RedisAddress(uri, namespace, Duration.ofSeconds(5));
        store = RedisStore.open(address);
        client =
                new QueueClient(
                        store,
                        InstantSource.system(),
                        () -> ThreadLocalRandom.current().nextLong());
    }

    static TestFleet open() {
        return at(TestRedis.shared().uri());
    }

    static TestFleet at(URI uri) {
        return at(uri, TestRedis.freshNamespace());
    }

    static TestFleet at(URI uri, String namespace) {
        return new TestFleet(uri, namespace);
    }

    RedisAddress address() {
        return address;
    }

    /** The same keys at another server. */
    RedisAddress addressAt(URI uri) {
        return new RedisAddress(uri, address.namespace(), address.timeout());
    }

    /** How many lost processes are not yet reaped. */
    long lost() {
        return store.sortedSize(store.keys().lost());
    }

    RedisStore store() {
        return store;
    }

    QueueClient client() {
        return client;
    }

    Fleet fleet() {
        return new Fleet(store);
    }

    DeadJobs dead() {
        return new DeadJobs(store);
    }

    Stats stats() {
        return Stats.read(store);
    }

    long ready(String queue) {
        return store.listLength(store.keys().queue(queue));
    }

    static HandlerRegistry handling(JobHandler<Note> handler) {
        return HandlerRegistry.builder().add(NOTE, handler).build();
    }

    static WorkerConfig config(int threads) {
        return new WorkerConfig(
                "test",
                threads,
                List.of("note"),
                LEASE,
                new WorkerConfig.Patience(
                        Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofMillis(100)));
    }

    static WorkerConfig config(int threads, Duration drain) {
        return config(threads)
                .withPatience(
                        new WorkerConfig.Patience(
                                drain, Duration.ofSeconds(1), Duration.ofMillis(100)));
    }

    /** Starts a process on the fleet's own store. */
    WorkerProcess start(JobHandler<Note> handler, WorkerConfig config) {
        return start(handling(handler), config);
    }

    WorkerProcess start(HandlerRegistry handlers, WorkerConfig config) {
        return start(store, handlers, config);
    }

    /** Starts a process that sees Redis at another port. */
    WorkerProcess startThrough(int port, JobHandler<Note> handler, WorkerConfig config) {
        RedisStore through =
                RedisStore.open(
                        new RedisAddress(
                                URI.create("redis://127.0.0.1:" + port),
                                address.namespace(),
                                Duration.ofMillis(400)));
        stores.add(through);
        return start(through, handling(handler), config);
    }

    private WorkerProcess start(RedisStore seen, HandlerRegistry handlers, WorkerConfig config) {
        WorkerProcess process = WorkerProcess.start(seen, handlers, config);
        processes.add(process);
        return process;
    }

    void enqueue(int count) {
        enqueue(count, 1);
    }

    /** Enqueues so many with numbers and ids from {@code first} on. */
    void enqueue(int count, int first) {
        int end = first + count;
        for (int from = first; from < end; from += 1_000) {
            List<Job<Note>> jobs = new ArrayList<>();
            for (int i = from; i < from + 1_000 && i < end; i++) {
                jobs.add(NOTE.job(new Note(i)).withId("n" + i));
            }
            client.enqueueAll(jobs);
        }
    }

    long done() {
        return stats().by("done").getOrDefault("note", 0L);
    }

    void awaitDone(long count) {
        await().atMost(Duration.ofSeconds(40)).ignoreExceptions().until(() -> done() >= count);
    }

    void awaitProcesses(int count) {
        await().atMost(SOON).until(() -> fleet().list().size() == count);
    }

    /** Stops all processes in order, at once. */
    void stopAll() {
        processes.forEach(WorkerProcess::stop);
        processes.forEach(WorkerProcess::close);
    }

    @Override
    public void close() {
        stopAll();
        stores.forEach(RedisStore::close);
        store.close();
    }
}
