package darkroom.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks of these sources, in a JVM of their own. Its name is none that a build looks
 * for; {@code -Djmh.include=PATTERN} chooses some.
 */
class MicroBenchmarks {
    @Test
    void run() throws RunnerException {
        Options options =
                new OptionsBuilder()
                        .include(System.getProperty("jmh.include", ".*Benchmark"))
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.NANOSECONDS)
                        .warmupIterations(5)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .forks(2)
                        // Not those of the tests: their assertions and locale are not measured.
                        .jvmArgs("-Xmx512m")
                        .build();

        Collection<RunResult> results = new Runner(options).run();

        assertThat(results).isNotEmpty();
    }
}
