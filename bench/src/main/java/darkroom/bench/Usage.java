package darkroom.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Processor time that each of some programs has used, or between two looks used.
 *
 * @param seconds by name; {@link #OTHERS} is what else ran on the machine
 */
record Usage(Map<String, Double> seconds) {
    /** Whatever is none of those that were named. */
    static final String OTHERS = "others";

    private static final Path STAT = Path.of("/proc/stat");

    /** What each second of a processor is told in. */
    private static final double TICKS_A_SECOND = 100;

    /** Of the numbers in a line of that file: idle, and waiting for a disk, are 4 and 5. */
    private static final List<Integer> BUSY = List.of(1, 2, 3, 6, 7, 8);

    /** What these have used until now. */
    static Usage of(Map<String, Supplier<Duration>> programs) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        double others = machine();
        for (Map.Entry<String, Supplier<Duration>> program : programs.entrySet()) {
            double used = program.getValue().get().toNanos() / 1e9;
            seconds.put(program.getKey(), used);
            others -= used;
        }
        seconds.put(OTHERS, others);
        return new Usage(seconds);
    }

    /** What was used since then. */
    Usage since(Usage before) {
        Map<String, Double> since = new LinkedHashMap<>();
        seconds.forEach((name, used) -> since.put(name, used - before.of(name)));
        return new Usage(since);
    }

    double of(String name) {
        return seconds.getOrDefault(name, 0.0);
    }

    /** Of a process and all that it started. */
    static Duration ofTree(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .map(Usage::of)
                .reduce(Duration.ZERO, Duration::plus);
    }

    static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    // Where there is no such file the others are what they are.
    private static double machine() {
        try (Stream<String> lines = Files.lines(STAT)) {
            Optional<String> all = lines.filter(line -> line.startsWith("cpu ")).findFirst();
            String[] numbers = all.orElse("cpu").split(" +", -1);
            return BUSY.stream()
                            .filter(at -> at < numbers.length)
                            .mapToLong(at -> Long.parseLong(numbers[at]))
                            .sum()
                    / TICKS_A_SECOND;
        } catch (IOException e) {
            return 0;
        }
    }
}
