package darkroom.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import darkroom.queue.JobKind;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.JobModule;
import darkroom.queue.handler.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** Somebody's handler, for a worker process of its own: its job ends when a file is there. */
public final class GatedJobs implements JobModule {
    /**
     * Args of a job.
     *
     * @param folder in which it writes a line into {@code begun}, waits for a file {@code gate},
     *     and writes a line into {@code ended}
     */
    public record Gated(String folder) {}

    static final JobKind<Gated> KIND = JobKind.of("gated", Gated.class);

    /** Its jobs never end, whatever they are told. */
    static final JobKind<Gated> DEAF =
            JobKind.of("deaf", Gated.class)
                    .withMaxAttempts(1)
                    .withTimeout(java.time.Duration.ofMillis(100));

    @Override
    public void register(HandlerRegistry.Builder registry, QueueClient queue) {
        registry.add(
                KIND,
                (gated, context) -> {
                    Path folder = Path.of(gated.folder());
                    write(folder.resolve("begun"), context.attempt());
                    while (!Files.exists(folder.resolve("gate"))) {
                        LockSupport.parkNanos(5_000_000);
                        if (Thread.interrupted()) {
                            throw new InterruptedException();
                        }
                    }
                    write(folder.resolve("ended"), context.attempt());
                    return Outcome.completed();
                });
        registry.add(
                DEAF,
                (gated, context) -> {
                    while (!Files.exists(Path.of(gated.folder()).resolve("never"))) {
                        LockSupport.parkNanos(5_000_000);
                        Thread.interrupted();
                    }
                    return Outcome.completed();
                });
    }

    /** A jar that names this module; its class is on the class path of a child anyway. */
    static Path jar(Path file) throws IOException {
        return jar(file, GatedJobs.class);
    }

    /** The same for another module. */
    static Path jar(Path file, Class<? extends JobModule> module) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new ZipEntry("META-INF/services/" + JobModule.class.getName()));
            entries.write(module.getName().getBytes(UTF_8));
        }
        return file;
    }

    private static void write(Path file, int attempt) throws IOException {
        Files.writeString(
                file,
                "attempt " + attempt + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
