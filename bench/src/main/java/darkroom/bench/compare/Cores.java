package darkroom.bench.compare;

import darkroom.bench.compare.Contestant.Placement;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where processes run. On a small machine a round trip between two cores costs several times one
 * within a core, so what is compared has to be placed alike.
 */
record Cores(int count, boolean placeable) {
    private static final String PROGRAM = "taskset";
    private static final String CLIENT = "0";
    private static final String SERVER = "1";

    /** Of this machine. */
    static Cores here() {
        int count = Runtime.getRuntime().availableProcessors();
        boolean found =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                        .anyMatch(
                                folder ->
                                        !folder.isEmpty()
                                                && Files.isExecutable(Path.of(folder, PROGRAM)));
        return new Cores(count, found && count > 1);
    }

    /** The command, placed if that is asked for and can be done. */
    List<String> placed(List<String> command, Placement placement) {
        if (!places(placement)) {
            return command;
        }
        List<String> whole = new ArrayList<>(List.of(PROGRAM, "-c", CLIENT));
        whole.addAll(command);
        return whole;
    }

    /** What places a running server; empty if nothing is to be done. */
    List<String> placing(long pid, Placement placement) {
        return places(placement)
                ? List.of(PROGRAM, "-a", "-p", "-c", SERVER, Long.toString(pid))
                : List.of();
    }

    /** How contestants that are placed are placed, for the page. */
    String text() {
        return placeable
                ? "client on core " + CLIENT + ", Redis on core " + SERVER + " (taskset)"
                : "not placed, for want of " + PROGRAM + " or of two cores";
    }

    private boolean places(Placement placement) {
        return placeable && placement == Placement.APART;
    }
}
