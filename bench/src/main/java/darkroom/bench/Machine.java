package darkroom.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the figures were taken on. They carry to no other machine. */
public record Machine(int cores, String processor, long memoryGib, String system, String java) {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    /** This one. */
    public static Machine here() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                processorName(),
                memoryHere(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"));
    }

    /** In one line. */
    public String text() {
        return "%d cores (%s), %d GiB, %s, Java %s"
                .formatted(cores, processor, memoryGib, system, java);
    }

    private static String processorName() {
        try (Stream<String> lines = Files.lines(PROCESSORS, UTF_8)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            // No such file: no Linux.
            return System.getProperty("os.arch");
        }
    }

    private static long memoryHere() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? Math.round(system.getTotalMemorySize() / (double) (1L << 30))
                : 0;
    }
}
