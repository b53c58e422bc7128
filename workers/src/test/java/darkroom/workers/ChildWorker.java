package darkroom.workers;

import darkroom.queue.handler.JobContext;
import darkroom.queue.handler.JobHandler;
import darkroom.queue.handler.Outcome;
import darkroom.queue.maintenance.Reaper.Lease;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.redis.RedisStore;
import darkroom.workers.TestFleet.Note;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The main class of a JVM that is one worker process, started and ended by a test. */
final class ChildWorker implements AutoCloseable {
    /** A flag: beats and lease as they are by default, not the quick ones of tests. */
    static final String USUAL_LEASE = "darkroom.test.usualLease";

    private static final Duration WORK = Duration.ofMillis(100);

    private final Process process;

    private ChildWorker(Process process) {
        this.process = process;
    }

    /** What its handler does. Every one notes that it was started, most that it had its effect. */
    enum Deed {
        /** Never ends; jobs of even number have had their effect by then. */
        NEVER_ENDS {
            @Override
            Outcome run(Note note, JobContext context, Effects effects)
                    throws InterruptedException {
                if (note.number() % 2 == 0) {
                    effects.had(note);
                }
                effects.started(note);
                new CountDownLatch(1).await();
                return Outcome.completed();
            }
        },
        /** Works for a tenth of a second. Job 1 ends the JVM while others work. */
        HALTS {
            @Override
            Outcome run(Note note, JobContext context, Effects effects) {
                return effects.after(note, () -> Runtime.getRuntime().halt(7));
            }
        },
        /** The same, in order. */
        EXITS {
            @Override
            Outcome run(Note note, JobContext context, Effects effects) {
                return effects.after(note, () -> System.exit(8));
            }
        },
        /** Works for up to 20 ms, and notes whether it was run before and whether it had failed. */
        COUNTS {
            @Override
            Outcome run(Note note, JobContext context, Effects effects) {
                LockSupport.parkNanos(Duration.ofMillis(note.number() % 20).toNanos());
                effects.ran(note, context);
                return Outcome.completed();
            }
        },
        /** Never ends, and lets the collector run all the time. */
        THRASHES {
            @Override
            Outcome run(Note note, JobContext context, Effects effects) {
                effects.started(note);
                byte[][] kept = new byte[7][];
                for (int i = 0; context.attempt() > 0; i++) {
                    kept[i % kept.length] = new byte[1 << 20];
                }
                return Outcome.completed();
            }
        },
        /** The same as those that work, by taking all memory. */
        TAKES_MEMORY {
            @Override
            Outcome run(Note note, JobContext context, Effects effects) {
                return effects.after(note, ChildWorker::takeAll);
            }
        };

        abstract Outcome run(Note note, JobContext context, Effects effects) throws Exception;
    }

    /** Where a test sees what jobs did. */
    record Effects(RedisStore store) {
        void started(Note note) {
            store.addMember(startedKey(store.address()), "n" + note.number());
        }

        void had(Note note) {
            store.addMember(effectsKey(store.address()), "n" + note.number());
        }

        void ran(Note note, JobContext context) {
            if (!store.addMember(effectsKey(store.address()), "n" + note.number())) {
                store.addMember(store.address().namespace() + ":again", "n" + note.number());
            }
            if (context.attempt() > 1) {
                store.addMember(store.address().namespace() + ":failed", "n" + note.number());
            }
        }

        /** Notes when by Redis' clock, and by this machine's, as {@link TestFleet} reads it. */
        void startedAt(Note note) {
            String key = store.address().namespace() + ":at";
            store.setField(key, "n" + note.number(), Long.toString(store.timeMillis()));
            store.setField(key, "here", Long.toString(System.currentTimeMillis()));
        }

        Outcome after(Note note, Runnable deed) {
            startedAt(note);
            started(note);
            LockSupport.parkNanos(WORK.toNanos()); // work, not a wait
            if (note.number() == 1) {
                deed.run();
            }
            had(note);
            return Outcome.completed();
        }
    }

    static ChildWorker start(RedisAddress address, int threads, Deed deed, String... flags)
            throws IOException {
        return start(address, threads, deed, Map.of(), flags);
    }

    static ChildWorker start(
            RedisAddress address,
            int threads,
            Deed deed,
            Map<String, String> environment,
            String... flags)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
        command.addAll(Arrays.asList(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(ChildWorker.class.getName());
        command.addAll(List.of(address.uri().toString(), address.namespace()));
        command.addAll(List.of(Integer.toString(threads), deed.name()));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectError(Redirect.INHERIT)
                        .redirectOutput(Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new ChildWorker(builder.start());
    }

    /** Sends it a signal, such as {@code STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        int code =
                new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
        if (code != 0) {
            throw new IllegalStateException("cannot send SIG" + name + ": kill ended with " + code);
        }
    }

    Process process() {
        return process;
    }

    /** Ends it as a crash does. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    public static void main(String[] args) throws InterruptedException {
        RedisAddress address =
                new RedisAddress(URI.create(args[0]), args[1], Duration.ofSeconds(5));
        int threads = Integer.parseInt(args[2]);
        Deed deed = Deed.valueOf(args[3]);
        Effects effects = new Effects(RedisStore.open(address));
        JobHandler<Note> handler = (note, context) -> deed.run(note, context, effects);
        try (RedisStore store = RedisStore.open(address);
                WorkerProcess process =
                        WorkerProcess.start(
                                store,
                                TestFleet.handling(handler),
                                new WorkerConfig(
                                        "child",
                                        threads,
                                        List.of("note"),
                                        Boolean.getBoolean(USUAL_LEASE)
                                                ? Lease.DEFAULT
                                                : TestFleet.LEASE,
                                        WorkerConfig.Patience.DEFAULT))) {
            Runtime.getRuntime().addShutdownHook(new Thread(process::close));
            process.awaitStopped(Duration.ofMinutes(2));
        }
    }

    static String effectsKey(RedisAddress address) {
        return address.namespace() + ":effects";
    }

    static String startedKey(RedisAddress address) {
        return address.namespace() + ":started";
    }

    private static void takeAll() {
        @Nullable Object[] all = {};
        while (all.length < Integer.MAX_VALUE) {
            all = new Object[] {all, new byte[1 << 20]};
        }
    }
}
