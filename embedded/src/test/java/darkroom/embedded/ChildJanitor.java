package darkroom.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The main class of a JVM that has a janitor watch a process deaf to SIGTERM, and waits to be
 * killed.
 */
final class ChildJanitor {
    static final String ODD_FOLDER = "odd  'name' $HOME * ";

    private ChildJanitor() {}

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        try (Janitor janitor = Janitor.open()) {
            Path folder = Path.of(System.getProperty("java.io.tmpdir"), ODD_FOLDER);
            Files.createDirectory(folder);
            Files.writeString(folder.resolve("inside"), "x");
            janitor.watchFolder(folder);
            ProcessBuilder deaf =
                    new ProcessBuilder("sh", "-c", "trap '' TERM; while :; do sleep 1; done");
            out.println(janitor.start(deaf, "TERM").pid());
            Process released = janitor.start(new ProcessBuilder("sleep", "60"), "TERM");
            janitor.release(released);
            out.println(released.pid());
            out.println("ready");
            System.in.transferTo(PrintStream.nullOutputStream());
        }
    }
}
