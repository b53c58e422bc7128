package darkroom.workers;

import static darkroom.workers.TestFleet.config;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import darkroom.queue.JobKind;
import darkroom.queue.handler.HandlerRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Handlers of other people, from a jar that is compiled and packed here. */
@Timeout(120)
final class JarModulesIT {
    private static final String SERVICE = "META-INF/services/darkroom.queue.handler.JobModule";

    private static final String SOURCE =
            """
            package other;

            import darkroom.queue.JobKind;
            import darkroom.queue.client.QueueClient;
            import darkroom.queue.handler.HandlerRegistry;
            import darkroom.queue.handler.JobModule;
            import darkroom.queue.handler.Outcome;

            public final class OtherModule implements JobModule {
                public record Shout(String word) {}

                public record Echo(String word) {}

                @Override
                public void register(HandlerRegistry.Builder registry, QueueClient queue) {
                    JobKind<Echo> echo = JobKind.of("echo", Echo.class).onQueue("note");
                    registry.add(
                            JobKind.of("shout", Shout.class).onQueue("note"),
                            (args, context) -> {
                                queue.enqueue(echo.job(new Echo(args.word() + "!")));
                                return Outcome.completed();
                            });
                    registry.add(echo, (args, context) -> Outcome.completed());
                }
            }
            """;

    @TempDir private Path folder;

    record Shout(String word) {}

    @Test
    void handlersOfAJarRunItsJobs() throws IOException {
        Path jar = jar("jobs.jar", "other.OtherModule", compiled());
        try (JarModules modules = JarModules.load(List.of(jar));
                TestFleet fleet = TestFleet.open()) {
            HandlerRegistry.Builder registry = HandlerRegistry.builder();
            modules.modules().forEach(module -> module.register(registry, fleet.client()));
            fleet.start(registry.build(), config(2));

            fleet.client()
                    .enqueue(
                            JobKind.of("shout", Shout.class)
                                    .onQueue("note")
                                    .job(new Shout("hello")));

            await().until(() -> fleet.stats().by("done").equals(Map.of("shout", 1L, "echo", 1L)));
        }
    }

    @Test
    void noJarsAreNoModules() throws IOException {
        try (JarModules modules = JarModules.load(List.of())) {
            assertThat(modules.modules()).isEmpty();
        }
    }

    @Test
    void whatIsNoJarOfModulesIsRefusedByName() throws IOException {
        Path good = jar("good.jar", "other.OtherModule", compiled());
        Path empty = jar("empty.jar", "", Map.of("readme.txt", new byte[0]));
        Path text = Files.writeString(folder.resolve("text.jar"), "no jar");
        Path wrong = jar("wrong.jar", "other.Missing", Map.of());
        Path notOurs = jar("not-ours.jar", "darkroom.queue.QueueName", Map.of());
        Path newer = jar("newer.jar", "other.OtherModule", fromTheFuture());

        refused(List.of(folder.resolve("none.jar")), "none.jar: expected a jar file, found none");
        refused(List.of(good, empty), "empty.jar: expected " + SERVICE + " in the jar");
        refused(List.of(text), "text.jar: expected a jar file");
        refused(List.of(wrong), "other.Missing");
        refused(List.of(notOurs), "darkroom.queue.QueueName");
        refused(List.of(newer), "class file");
    }

    private static void refused(List<Path> jars, String why) {
        assertThatThrownBy(() -> JarModules.load(jars))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cannot load ")
                .hasMessageContaining(why);
    }

    private Map<String, byte[]> compiled() throws IOException {
        Path source = folder.resolve("other/OtherModule.java");
        if (!Files.exists(source)) {
            Files.createDirectories(source.getParent());
            Files.writeString(source, SOURCE);
        }
        int failed =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-cp",
                                System.getProperty("java.class.path"),
                                source.toString());
        assertThat(failed).isZero();
        Map<String, byte[]> classes = new java.util.HashMap<>();
        for (String name : List.of("OtherModule", "OtherModule$Shout", "OtherModule$Echo")) {
            String path = "other/" + name + ".class";
            classes.put(path, Files.readAllBytes(folder.resolve(path)));
        }
        return classes;
    }

    private Map<String, byte[]> fromTheFuture() throws IOException {
        byte[] module = compiled().getOrDefault("other/OtherModule.class", new byte[0]).clone();
        module[6] = 1; // the high byte of the class file's version
        return Map.of("other/OtherModule.class", module);
    }

    private Path jar(String name, String module, Map<String, byte[]> files) throws IOException {
        Path jar = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            if (!module.isEmpty()) {
                entries.putNextEntry(new ZipEntry(SERVICE));
                entries.write(module.getBytes(UTF_8));
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                entries.putNextEntry(new ZipEntry(file.getKey()));
                entries.write(file.getValue());
            }
        }
        return jar;
    }
}
