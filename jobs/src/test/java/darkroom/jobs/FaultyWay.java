package darkroom.jobs;

import darkroom.embedded.FaultProxy;
import darkroom.embedded.FaultProxy.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What a network can do on the way to a server, each on a proxy of its own, all side by side. */
public final class FaultyWay {
    private static final Duration LATENCY = Duration.ofMillis(200);

    private FaultyWay() {}

    /** A test of one fault. */
    public interface Trial {
        /**
         * Runs it.
         *
         * @param way passes all until the fault is begun
         * @return what to print of it
         */
        String run(Way way) throws Exception;
    }

    /** One way, and what befalls it. */
    public static final class Way {
        private final String name;
        private final FaultProxy proxy;
        private final Mode mode;

        private Way(String name, FaultProxy proxy, Mode mode) {
            this.name = name;
            this.proxy = proxy;
            this.mode = mode;
        }

        /** The fault's name. */
        public String name() {
            return name;
        }

        /** Where clients connect. */
        public int port() {
            return proxy.port();
        }

        /** Open connections of clients. */
        public int connections() {
            return proxy.connections();
        }

        /** Whether calls go through for all that. */
        public boolean letsThrough() {
            return mode == Mode.PASS || mode == Mode.SLICE;
        }

        /** Begins the fault. */
        public void begin() {
            if (mode == Mode.PASS) {
                proxy.latency(LATENCY);
            } else {
                proxy.mode(mode);
            }
        }

        /** Ends it. */
        public void end() {
            proxy.latency(Duration.ZERO);
            proxy.mode(Mode.PASS);
        }
    }

    /** Runs a trial for each fault, and prints a line for each; fails with the first failure. */
    public static void each(String server, String host, int port, Trial trial) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(Mode.values().length);
        try {
            List<Future<String>> lines = new ArrayList<>();
            for (Mode mode : Mode.values()) {
                lines.add(threads.submit(() -> one(mode, host, port, trial)));
            }
            for (Future<String> line : lines) {
                System.out.println(server + ": " + line.get(180, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static String one(Mode mode, String host, int port, Trial trial) throws Exception {
        String name = mode == Mode.PASS ? "latency 200 ms" : mode.name();
        try (FaultProxy proxy = FaultProxy.to(host, port)) {
            return name + ": " + trial.run(new Way(name, proxy, mode));
        } catch (AssertionError | IOException e) {
            throw new AssertionError("under fault " + name + ": " + e.getMessage(), e);
        }
    }

    /** The longest that one of {@code count} calls took, all made at once. */
    public static Duration longestOf(int count, Callable<?> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<Long>> spans = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                spans.add(
                        threads.submit(
                                () -> {
                                    long start = System.nanoTime();
                                    call.call();
                                    return System.nanoTime() - start;
                                }));
            }
            long longest = 0;
            for (Future<Long> span : spans) {
                longest = Math.max(longest, span.get(120, TimeUnit.SECONDS));
            }
            return Duration.ofNanos(longest);
        } finally {
            threads.shutdownNow();
        }
    }
}
