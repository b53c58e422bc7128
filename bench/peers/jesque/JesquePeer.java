import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.greghaines.jesque.Config;
import net.greghaines.jesque.ConfigBuilder;
import net.greghaines.jesque.Job;
import net.greghaines.jesque.client.Client;
import net.greghaines.jesque.client.ClientImpl;
import net.greghaines.jesque.worker.MapBasedJobFactory;
import net.greghaines.jesque.worker.Worker;
import net.greghaines.jesque.worker.WorkerImpl;
import net.greghaines.jesque.worker.WorkerPool;

/**
 * Jesque as a peer: {@code OP HOST PORT JOBS THREADS VERSION} prints one line of JSON. Compiled by
 * the Java launcher, on Jesque's class path alone.
 */
public final class JesquePeer {
    private static final String QUEUE = "noop";
    private static final int BULK = 1_000;
    private static final int WARM_UP_TIMES = 10;
    private static final long END_MILLIS_MAX = 10_000;
    private static final long WARM_UP_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long RUN_SECONDS_MAX = 600;

    private final Config config;
    private final int jobs;
    private final int threads;
    private final String version;

    private JesquePeer(String[] args) {
        config = new ConfigBuilder().withHost(args[1]).withPort(Integer.parseInt(args[2])).build();
        jobs = Integer.parseInt(args[3]);
        threads = Integer.parseInt(args[4]);
        version = args[5];
    }

    public static void main(String[] args) throws Exception {
        JesquePeer peer = new JesquePeer(args);
        switch (args[0]) {
            case "drain" -> peer.drain();
            case "enqueue" -> peer.enqueue();
            case "enqueue-bulk" -> peer.enqueueBulk();
            case "pickup" -> peer.pickup();
            case "version" -> peer.print(0, "", 0, 0, "");
            default -> throw new IllegalArgumentException("no such measurement: " + args[0]);
        }
        System.exit(0);
    }

    private void drain() throws Exception {
        drain(jobs);
        long nanos = drain(jobs);
        rate(nanos, threads + " threads, one WorkerImpl and connection each, after a warm-up");
    }

    private long drain(int count) throws Exception {
        bulk(count);
        CountDownLatch left = new CountDownLatch(count);
        Counting.left = left;
        long start = System.nanoTime();
        WorkerPool pool = work(Counting.class);
        await(left);
        long nanos = System.nanoTime() - start;
        pool.endAndJoin(true, END_MILLIS_MAX);
        return nanos;
    }

    private void enqueue() {
        oneByOne(jobs);
        rate(oneByOne(jobs), "ClientImpl, one thread, one at a time, after a warm-up");
    }

    private long oneByOne(int count) {
        Client client = new ClientImpl(config);
        Job job = job();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            client.enqueue(QUEUE, job);
        }
        long nanos = System.nanoTime() - start;
        client.end();
        return nanos;
    }

    private void enqueueBulk() {
        bulk(jobs);
        rate(bulk(jobs), "ClientImpl.batchEnqueue of 1,000, one thread, after a warm-up");
    }

    private void pickup() throws Exception {
        int warmUp = WARM_UP_TIMES * jobs;
        CountDownLatch left = new CountDownLatch(warmUp + jobs);
        long[] nanos = new long[warmUp + jobs];
        Timing.nanos = nanos;
        Timing.left = left;
        WorkerPool pool = work(Timing.class);
        Client client = new ClientImpl(config);
        long next = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            next += i < warmUp ? WARM_UP_PAUSE_NANOS : PAUSE_NANOS;
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            client.enqueue(QUEUE, new Job("noop", System.nanoTime()));
        }
        await(left);
        long[] sorted = Arrays.copyOfRange(nanos, warmUp, nanos.length);
        Arrays.sort(sorted);
        print(
                millis(sorted, 0.5),
                "ms",
                millis(sorted, 0.5),
                millis(sorted, 0.99),
                "a job each 20 ms, " + threads + " idle threads, one WorkerImpl each");
        pool.end(true);
    }

    private WorkerPool work(Class<? extends Runnable> action) {
        WorkerPool pool =
                new WorkerPool(
                        () ->
                                (Worker)
                                        new WorkerImpl(
                                                config,
                                                List.of(QUEUE),
                                                new MapBasedJobFactory(Map.of("noop", action))),
                        threads);
        new Thread(pool, "pool").start();
        return pool;
    }

    private long bulk(int count) {
        Client client = new ClientImpl(config);
        List<Job> batch = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 1; i <= count; i++) {
            batch.add(job());
            if (batch.size() == BULK || i == count) {
                client.batchEnqueue(QUEUE, batch);
                batch.clear();
            }
        }
        long nanos = System.nanoTime() - start;
        client.end();
        return nanos;
    }

    private static Job job() {
        return new Job("noop", 123_456_789, "abcdefghij");
    }

    private static void await(CountDownLatch left) throws InterruptedException {
        if (!left.await(RUN_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IllegalStateException(left.getCount() + " jobs did not run in time");
        }
    }

    private static double millis(long[] sorted, double part) {
        return sorted[(int) Math.ceil(part * sorted.length) - 1] / 1e6;
    }

    private void rate(long nanos, String settings) {
        print(jobs / (nanos / 1e9), "jobs/s", 0, 0, settings);
    }

    private void print(double value, String unit, double p50, double p99, String settings) {
        System.out.printf(
                Locale.ROOT,
                "{\"value\":%.3f,\"unit\":\"%s\",\"p50\":%.3f,\"p99\":%.3f,\"version\":\"%s\","
                        + "\"settings\":\"%s\"}%n",
                value,
                unit,
                p50,
                p99,
                version,
                settings);
    }

    /** Does nothing but be counted. */
    public static final class Counting implements Runnable {
        private static volatile CountDownLatch left;

        public Counting(Integer number, String text) {}

        @Override
        public void run() {
            left.countDown();
        }
    }

    /** Notes how long ago its job was enqueued. */
    public static final class Timing implements Runnable {
        private static final AtomicInteger NEXT = new AtomicInteger();
        private static volatile CountDownLatch left;
        private static volatile long[] nanos;

        private final long enqueued;

        public Timing(Long enqueued) {
            this.enqueued = enqueued;
        }

        @Override
        public void run() {
            nanos[NEXT.getAndIncrement()] = System.nanoTime() - enqueued;
            left.countDown();
        }
    }
}
