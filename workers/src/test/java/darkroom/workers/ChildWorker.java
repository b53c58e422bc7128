package darkroom.workers;

import darkroom.queue.handler.JobHandler;
import darkroom.queue.handler.Outcome;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The main class of a JVM that is one worker process, started and ended by a test. */
final class ChildWorker implements AutoCloseable {
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
            Outcome run(Note note, Effects effects) throws InterruptedException {
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
            Outcome run(Note note, Effects effects) {
                return effects.after(note, () -> Runtime.getRuntime().halt(7));
            }
        },
        /** The same, in order. */
        EXITS {
            @Override
            Outcome run(Note note, Effects effects) {
                return effects.after(note, () -> System.exit(8));
            }
        },
        /** The same by taking all memory. */
        TAKES_MEMORY {
            @Override
            Outcome run(Note note, Effects effects) {
                return effects.after(note, ChildWorker::takeAll);
            }
        };

        abstract Outcome run(Note note, Effects effects) throws Exception;
    }

    /** Where a test sees what jobs did. */
    record Effects(RedisStore store) {
        void started(Note note) {
            store.addMember(startedKey(store.address()), "n" + note.number());
        }

        void had(Note note) {
            store.addMember(effectsKey(store.address()), "n" + note.number());
        }

        Outcome after(Note note, Runnable deed) {
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
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
        command.addAll(Arrays.asList(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(ChildWorker.class.getName());
        command.addAll(List.of(address.uri().toString(), address.namespace()));
        command.addAll(List.of(Integer.toString(threads), deed.name()));
        return new ChildWorker(
                new ProcessBuilder(command)
                        .redirectError(Redirect.INHERIT)
                        .redirectOutput(Redirect.INHERIT)
                        .start());
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
        JobHandler<Note> handler = (note, context) -> deed.run(note, effects);
        try (RedisStore store = RedisStore.open(address);
                WorkerProcess process =
                        WorkerProcess.start(
                                store,
                                TestFleet.handling(handler),
                                new WorkerConfig(
                                        "child",
                                        threads,
                                        List.of("note"),
                                        TestFleet.LEASE,
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
