package darkroom.cli.service;

import darkroom.jobs.check.CheckJob;
import darkroom.jobs.crosspost.CrossPostJob;
import darkroom.jobs.feed.FanOutJob;
import darkroom.jobs.push.PushJob;
import darkroom.jobs.thumbnail.ThumbnailJob;
import darkroom.queue.Excerpt;
import darkroom.queue.JobKind;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.workers.JarModules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The kinds that this build knows by name. */
public final class Kinds {
    private static final List<JobKind<?>> OURS =
            List.of(
                    ThumbnailJob.KIND,
                    FanOutJob.KIND,
                    PushJob.KIND,
                    CrossPostJob.KIND,
                    CheckJob.KIND);

    private final SortedMap<String, JobKind<?>> kinds;

    private Kinds(SortedMap<String, JobKind<?>> kinds) {
        this.kinds = kinds;
    }

    /** Those of this build. */
    static List<JobKind<?>> ours() {
        return OURS;
    }

    /**
     * Ours and those of the jars.
     *
     * @param client for the modules of the jars
     * @throws IllegalArgumentException if a jar cannot be used
     */
    public static Kinds with(List<Path> jars, QueueClient client) {
        TreeMap<String, JobKind<?>> kinds = new TreeMap<>();
        OURS.forEach(kind -> kinds.put(kind.name(), kind));
        HandlerRegistry.Builder registry = HandlerRegistry.builder();
        try (JarModules modules = JarModules.load(jars)) {
            modules.modules().forEach(module -> module.register(registry, client));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the jars of --jobs", e);
        }
        registry.build().entries().forEach(entry -> kinds.put(entry.kind().name(), entry.kind()));
        return new Kinds(kinds);
    }

    /** All of them. */
    public Collection<JobKind<?>> all() {
        return List.copyOf(kinds.values());
    }

    /**
     * The kind of this name.
     *
     * @throws IllegalArgumentException if there is none; it names those there are
     */
    public JobKind<?> find(String name) {
        return Optional.<JobKind<?>>ofNullable(kinds.get(name))
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "cannot find kind \""
                                                + Excerpt.of(name)
                                                + "\": expected one of "
                                                + kinds.keySet()
                                                + ", found none of them; name one of these, or its jar with --jobs"));
    }
}
