package darkroom.cli.service;

import darkroom.cli.settings.BadUsageException;
import darkroom.jobs.crosspost.CrossPostJob;
import darkroom.jobs.feed.FanOutJob;
import darkroom.jobs.push.PushJob;
import darkroom.jobs.thumbnail.ThumbnailJob;
import darkroom.queue.JobKind;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.workers.JarModules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The kinds that this build knows by name. */
public final class Kinds {
    private static final List<JobKind<?>> OURS =
            List.of(ThumbnailJob.KIND, FanOutJob.KIND, PushJob.KIND, CrossPostJob.KIND);

    private Kinds() {}

    /**
     * The kind of this name, of ours or of the jars'.
     *
     * @throws BadUsageException if there is none; it names those there are
     */
    public static JobKind<?> find(String name, List<Path> jars, QueueClient client) {
        TreeMap<String, JobKind<?>> kinds = new TreeMap<>();
        OURS.forEach(kind -> kinds.put(kind.name(), kind));
        HandlerRegistry.Builder registry = HandlerRegistry.builder();
        try (JarModules modules = JarModules.load(jars)) {
            modules.modules().forEach(module -> module.register(registry, client));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the jars of --jobs", e);
        }
        registry.build().entries().forEach(entry -> kinds.put(entry.kind().name(), entry.kind()));
        return Optional.<JobKind<?>>ofNullable(kinds.get(name))
                .orElseThrow(
                        () ->
                                new BadUsageException(
                                        List.of(
                                                "unknown kind \""
                                                        + name
                                                        + "\": expected one of "
                                                        + kinds.keySet()
                                                        + ", or one of a jar given with --jobs")));
    }
}
