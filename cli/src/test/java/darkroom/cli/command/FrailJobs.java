package darkroom.cli.command;

import darkroom.queue.JobKind;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.JobModule;
import darkroom.queue.handler.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Somebody's handler, for a worker process of its own: broken for as long as a file is there. */
public final class FrailJobs implements JobModule {
    /**
     * Args of a job.
     *
     * @param folder in which it writes its number into {@code done}, unless {@code broken} is there
     */
    public record Frail(String folder, int number) {}

    static final JobKind<Frail> KIND = JobKind.of("frail", Frail.class).withMaxAttempts(1);

    @Override
    public void register(HandlerRegistry.Builder registry, QueueClient queue) {
        registry.add(
                KIND,
                (frail, context) -> {
                    Path folder = Path.of(frail.folder());
                    if (Files.exists(folder.resolve("broken"))) {
                        throw new IllegalStateException("no room for row " + frail.number());
                    }
                    Files.writeString(
                            folder.resolve("done"),
                            frail.number() + "\n",
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND);
                    return Outcome.completed();
                });
    }
}
