package darkroom.queue.client;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.FaultProxy.Mode;
import darkroom.embedded.RedisServer;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.QueueFullException;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.inspect.Stats;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Threads that enqueue at once share round trips, and nothing else. */
@Timeout(60)
@Isolated("it makes the shared Redis forget its scripts")
final class CombinerIT {
    private static final int THREADS = 64;
    private static final Duration TIMEOUT = Duration.ofMillis(600);
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final TestQueue queue = TestQueue.open();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void close() {
        threads.shutdownNow();
        queue.close();
    }

    @Test
    void jobsOfManyThreadsAreInOnceEachAndInTheOrderOfTheirThread() {
        int each = 50;
        try (RedisServer server = TestRedis.own();
                TestQueue own = TestQueue.at(server.uri())) {
            Set<String> ids = new HashSet<>();
            List<CompletableFuture<List<Enqueued>>> calls = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread * each;
                calls.add(
                        CompletableFuture.supplyAsync(
                                () -> {
                                    List<Enqueued> results = new ArrayList<>();
                                    for (int i = 0; i < each; i++) {
                                        results.add(
                                                own.client()
                                                        .enqueue(NOTE.job(new Note(first + i))));
                                    }
                                    return results;
                                },
                                threads));
            }
            for (CompletableFuture<List<Enqueued>> call : calls) {
                for (Enqueued one : call.join()) {
                    assertThat(one.fresh()).isTrue();
                    assertThat(ids.add(one.id())).isTrue();
                }
            }

            List<Integer> ready = own.ready("note");
            assertThat(ready).hasSize(THREADS * each).doesNotHaveDuplicates();
            for (int thread = 0; thread < THREADS; thread++) {
                int one = thread;
                assertThat(ready).filteredOn(number -> number / each == one).isSorted();
            }
            assertThat(Stats.read(own.store()).by("enqueued"))
                    .isEqualTo(Map.of("note", (long) THREADS * each));
            assertThat(scriptCalls(own)).isLessThan(THREADS * each / 2);
        }
    }

    @Test
    void eachCallerHasItsOwnResultAndItsOwnError() throws IOException {
        queue.jedis().set(queue.keys().queue("taken"), "in the way");
        queue.client().enqueue(NOTE.job(new Note(0)).uniqueBy("held"));

        List<CompletableFuture<Enqueued>> calls =
                together(
                        i -> {
                            Job<Note> job = NOTE.job(new Note(i));
                            return switch (i % 4) {
                                case 0 -> job.onQueue("taken");
                                case 1 -> job.uniqueBy("held").onQueue("other");
                                case 2 -> job.delayedBy(Duration.ofHours(1));
                                default -> job;
                            };
                        });

        for (int i = 0; i < THREADS; i++) {
            CompletableFuture<Enqueued> call = calls.get(i);
            if (i % 4 == 0) {
                assertFailed(call, InvalidJobException.class);
            } else {
                assertThat(call.join().fresh()).as("job %s", i).isEqualTo(i % 4 != 1);
            }
        }
        assertThat(calls.stream().filter(CompletableFuture::isCompletedExceptionally))
                .extracting(CombinerIT::failure)
                .doesNotHaveDuplicates();
        assertThat(queue.ready("note")).hasSize(THREADS / 4 + 1);
        assertThat(queue.ready("other")).isEmpty();
        assertThat(queue.store().sortedSize(queue.keys().scheduled())).isEqualTo(THREADS / 4);
    }

    @Test
    void fullQueueTakesWhatItHasRoomForAndRefusesTheRestOneByOne() throws IOException {
        List<CompletableFuture<Enqueued>> calls = together(i -> NOTE.job(new Note(i)), 40);

        long in = calls.stream().filter(call -> !call.isCompletedExceptionally()).count();
        assertThat(in).isEqualTo(40);
        for (CompletableFuture<Enqueued> call : calls) {
            if (call.isCompletedExceptionally()) {
                assertFailed(call, QueueFullException.class);
            }
        }
        assertThat(queue.ready("note")).hasSize(40).doesNotHaveDuplicates();
        assertThat(Stats.read(queue.store()).by("enqueued")).isEqualTo(Map.of("note", 40L));
    }

    @Test
    void scriptsForgottenMeanwhileAreLoadedAndNothingIsInTwice() throws IOException {
        for (int round = 0; round < 5; round++) {
            queue.jedis().scriptFlush();
            int first = round * THREADS;

            List<CompletableFuture<Enqueued>> calls =
                    together(
                            i -> {
                                Job<Note> job = NOTE.job(new Note(first + i));
                                return i % 8 == 0 ? job.uniqueBy("u" + (first + i)) : job;
                            });

            assertThat(calls).allMatch(call -> call.join().fresh());
        }
        assertThat(queue.ready("note")).hasSize(5 * THREADS).doesNotHaveDuplicates();
    }

    @Test
    void brokenConnectionFailsAllWhoWereOnItInTime() throws IOException {
        URI uri = TestRedis.shared().uri();
        try (FaultProxy proxy = FaultProxy.to(uri.getHost(), uri.getPort());
                TestQueue through = queue.through(proxy.port(), TIMEOUT)) {
            for (Mode mode : List.of(Mode.SWALLOW_REPLIES, Mode.BLACK_HOLE, Mode.RESET)) {
                proxy.mode(Mode.PASS);
                await().ignoreExceptions()
                        .until(() -> through.client().enqueue(NOTE.job(new Note(-1))).fresh());
                queue.jedis().del(queue.keys().queue("note"));
                proxy.mode(mode);
                long begin = System.nanoTime();

                List<CompletableFuture<Enqueued>> calls =
                        start(through.client(), i -> NOTE.job(new Note(i)));

                for (CompletableFuture<Enqueued> call : calls) {
                    assertFailed(call, StoreUnavailableException.class);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .isLessThan(TIMEOUT.multipliedBy(3).plus(MARGIN));
                // In or not, and if in, once.
                assertThat(queue.ready("note")).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void callersWithoutATurnGiveUpInTimeAndAreNotSent() throws IOException {
        URI uri = TestRedis.shared().uri();
        try (FaultProxy proxy = FaultProxy.to(uri.getHost(), uri.getPort());
                TestQueue through = queue.through(proxy.port(), Duration.ofSeconds(1))) {
            // Each answer is in time; but the first to send has to connect and to load the script.
            proxy.latency(Duration.ofMillis(300));
            long begin = System.nanoTime();

            List<CompletableFuture<Enqueued>> calls =
                    start(through.client(), i -> NOTE.job(new Note(i)));
            await().until(() -> calls.stream().allMatch(CompletableFuture::isDone));

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(MARGIN.plus(MARGIN));
            List<CompletableFuture<Enqueued>> failed =
                    calls.stream().filter(CompletableFuture::isCompletedExceptionally).toList();
            assertThat(failed)
                    .hasSizeBetween(1, THREADS - 1)
                    .extracting(CombinerIT::failure)
                    .allSatisfy(
                            failure ->
                                    assertThat(failure)
                                            .isInstanceOf(StoreUnavailableException.class)
                                            .hasMessageContaining("nothing was sent"));
            assertThat(queue.ready("note")).hasSize(THREADS - failed.size());
        }
    }

    @Test
    void interruptedCallerHasItsResultAndStaysInterrupted() throws IOException {
        URI uri = TestRedis.shared().uri();
        try (FaultProxy proxy = FaultProxy.to(uri.getHost(), uri.getPort());
                TestQueue through = queue.through(proxy.port(), Duration.ofSeconds(5))) {
            through.client().enqueue(NOTE.job(new Note(-1)));
            proxy.latency(Duration.ofMillis(100));
            List<Thread> interrupted = new ArrayList<>();
            List<CompletableFuture<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                CompletableFuture<Boolean> call = new CompletableFuture<>();
                int number = i;
                Thread thread =
                        new Thread(
                                () -> {
                                    boolean fresh =
                                            through.client()
                                                    .enqueue(NOTE.job(new Note(number)))
                                                    .fresh();
                                    call.complete(fresh && Thread.interrupted());
                                });
                thread.start();
                calls.add(call);
                interrupted.add(thread);
            }
            interrupted.forEach(Thread::interrupt);

            assertThat(calls).allMatch(CompletableFuture::join);
        }
        assertThat(queue.ready("note")).hasSize(9).doesNotHaveDuplicates();
    }

    private List<CompletableFuture<Enqueued>> together(IntFunction<Job<Note>> jobs)
            throws IOException {
        return together(jobs, Long.MAX_VALUE);
    }

    /** Enqueues through a slow line, so that most of the calls are one batch. */
    private List<CompletableFuture<Enqueued>> together(
            IntFunction<Job<Note>> jobs, long queueJobsMax) throws IOException {
        URI uri = TestRedis.shared().uri();
        try (FaultProxy proxy = FaultProxy.to(uri.getHost(), uri.getPort());
                TestQueue through = queue.through(proxy.port(), Duration.ofSeconds(5))) {
            proxy.latency(Duration.ofMillis(30));
            QueueClient client =
                    new QueueClient(
                            through.store(),
                            InstantSource.system(),
                            () -> ThreadLocalRandom.current().nextLong(),
                            queueJobsMax);
            List<CompletableFuture<Enqueued>> calls = start(client, jobs);
            await().until(() -> calls.stream().allMatch(CompletableFuture::isDone));
            return calls;
        }
    }

    private List<CompletableFuture<Enqueued>> start(
            QueueClient client, IntFunction<Job<Note>> jobs) {
        List<CompletableFuture<Enqueued>> calls = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Job<Note> job = jobs.apply(i);
            calls.add(CompletableFuture.supplyAsync(() -> client.enqueue(job), threads));
        }
        return calls;
    }

    private static void assertFailed(
            CompletableFuture<Enqueued> call, Class<? extends RuntimeException> with) {
        assertThatThrownBy(call::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(with);
    }

    private static Throwable failure(CompletableFuture<Enqueued> call) {
        try {
            call.join();
            throw new AssertionError("it did not fail");
        } catch (CompletionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    private static int scriptCalls(TestQueue queue) {
        Matcher calls =
                Pattern.compile("cmdstat_evalsha:calls=(\\d+)")
                        .matcher(queue.jedis().info("commandstats"));
        assertThat(calls.find()).isTrue();
        return Integer.parseInt(calls.group(1));
    }
}
