package darkroom.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A second JVM like this one, with its own folder for temporary files. */
record ChildJvm(Process process, BufferedReader output) {

    /** Starts {@code main} with this JVM's java and class path. */
    static ChildJvm start(
            Class<?> main, Path temporary, Map<String, String> environment, String... args)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-Djava.io.tmpdir=" + temporary,
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new ChildJvm(
                process,
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)));
    }

    /** The lines it prints up to one that says "ready"; fewer when it ends before. */
    List<String> linesUntilReady() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine();
                line != null && !line.equals("ready");
                line = output.readLine()) {
            lines.add(line);
        }
        return lines;
    }
}
