package darkroom.workers;

import static darkroom.workers.TestFleet.NOTE;
import static darkroom.workers.TestFleet.config;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.Job;
import darkroom.queue.handler.Outcome;
import darkroom.workers.TestFleet.Note;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Real Jesque in a JVM of its own: the build copies it, with the Jedis it was built for, beside our
 * class path and never onto it.
 */
@Timeout(120)
final class JesqueIT {
    private static final int JOBS = 20;

    @Test
    void jobsFromJesquesClientRunOnOurWorkers() throws Exception {
        try (TestFleet fleet = TestFleet.open()) {
            Set<Integer> ran = ConcurrentHashMap.newKeySet();
            fleet.start(
                    (note, context) -> {
                        ran.add(note.number());
                        return Outcome.completed();
                    },
                    config(4));

            Process peer = jesque("enqueue", fleet);

            assertThat(peer.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(peer.exitValue()).isZero();
            fleet.awaitDone(JOBS);
            assertThat(ran).containsExactlyInAnyOrderElementsOf(numbers());
            assertThat(fleet.dead().count()).isZero();
        }
    }

    @Test
    void jobsFromOurClientRunOnAJesqueWorker() throws Exception {
        try (TestFleet fleet = TestFleet.open()) {
            List<Job<Note>> jobs = new ArrayList<>();
            numbers().forEach(number -> jobs.add(NOTE.job(new Note(number)).withMaxAttempts(2)));
            fleet.client().enqueueAll(jobs);

            Process peer = jesque("work", fleet);

            String output;
            try (InputStream out = peer.getInputStream()) {
                output = new String(out.readAllBytes(), UTF_8);
            }
            assertThat(peer.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(peer.exitValue()).as(output).isZero();
            assertThat(output.lines().filter(line -> line.startsWith("ran ")))
                    .containsExactlyElementsOf(
                            numbers().stream().map(number -> "ran " + number).toList());
            assertThat(fleet.ready("note")).isZero();
        }
    }

    private static Process jesque(String what, TestFleet fleet) throws IOException {
        Path module = Path.of(System.getProperty("basedir", ""));
        URI redis = fleet.address().uri();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        module.resolve("target/jesque") + "/*",
                        module.resolve("src/test/jesque/JesquePeer.java").toString(),
                        what,
                        redis.getHost(),
                        Integer.toString(redis.getPort()),
                        fleet.address().namespace(),
                        "note",
                        Integer.toString(JOBS))
                .redirectError(Redirect.INHERIT)
                .start();
    }

    private static List<Integer> numbers() {
        return IntStream.rangeClosed(1, JOBS).boxed().toList();
    }
}
