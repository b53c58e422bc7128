package darkroom.embedded;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Puts a process in a session of its own, so that a Ctrl-C at the terminal does not reach it. */
final class OwnSession {
    private OwnSession() {}

    /**
     * The words to put before a command: {@code setsid} where the system has it, none elsewhere
     * (macOS). setsid(1) does not fork when it is no group leader, which a child of a JVM never is,
     * so the process number stays.
     */
    static List<String> prefix() {
        for (String folder :
                System.getenv()
                        .getOrDefault("PATH", "/usr/bin:/bin")
                        .split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, "setsid"))) {
                return List.of(Path.of(folder, "setsid").toString());
            }
        }
        return List.of();
    }
}
