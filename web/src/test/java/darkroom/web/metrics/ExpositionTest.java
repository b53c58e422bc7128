package darkroom.web.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ExpositionTest {
    // https://prometheus.io/docs/instrumenting/exposition_formats/
    private static final Pattern SAMPLE =
            Pattern.compile(
                    "([a-zA-Z_:][a-zA-Z0-9_:]*)"
                            + "(\\{[a-z]+=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\"(?:,[a-z]+=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\")*})?"
                            + " (-?[0-9.]+(?:E-?[0-9]+)?|NaN|[+-]Inf)");

    private final MetricRegistry registry = new MetricRegistry();

    @Test
    void theTestSeesWhatIsNoSample() {
        assertThat("a{b=\"c\"} 1").matches(SAMPLE);
        assertThat("a{b=\"c\"\"} 1").doesNotMatch(SAMPLE);
    }

    @Test
    void everyLineIsInTheFormatWhateverTheNamesAre() {
        registry.counter("pool.Wait\n\"evil\"{a=\"b\"}").inc();
        registry.meter("9lives").mark();
        registry.timer("hikari pool-1.Usage").update(Duration.ofMillis(2));
        registry.histogram("sizes").update(7);
        registry.gauge("text", () -> () -> "no number");
        registry.gauge("on", () -> () -> true);
        registry.gauge(
                "broken",
                () ->
                        () -> {
                            throw new IllegalStateException("gone");
                        });
        new RequestTimers(registry).note("GET", "/a/{id}", 200, 3_000_000);
        Exposition text = new Exposition();
        text.family("queue", MetricType.GAUGE, "Jobs.\nBy \\ queue.")
                .sample(Map.of("queue", "a\nb\"c\\"), 1);
        new RegistryText(text).write(registry);

        Set<String> families = new HashSet<>();
        for (String line : text.toString().split("\n", -1)) {
            if (line.startsWith("# TYPE ")) {
                assertThat(families.add(line.split(" ", -1)[2])).as(line).isTrue();
            } else if (!line.startsWith("# HELP ") && !line.isEmpty()) {
                assertThat(line).matches(SAMPLE);
            }
        }
        assertThat(text.toString())
                .contains("darkroom_9lives_total 1\n")
                .contains("darkroom_hikari_pool_1_Usage_seconds{quantile=\"0.5\"} 0.002\n")
                .contains("darkroom_on 1.0\n")
                .contains("# HELP queue Jobs.\\nBy \\\\ queue.\n")
                .contains("queue{queue=\"a\\nb\\\"c\\\\\"} 1\n")
                .doesNotContain("broken")
                .endsWith("\n");
    }

    @Test
    void bucketsAreCumulativeAndInSeconds() {
        RequestTimers timers = new RequestTimers(registry);
        timers.note("GET", "/a", 200, 1_000_000);
        timers.note("GET", "/a", 204, 30_000_000);
        timers.note("GET", "/a", 200, 20_000_000_000L);
        timers.note("BREW", "/a", 503, 0);
        Exposition text = new Exposition();
        new RegistryText(text).write(registry);

        String name = "darkroom_http_request_duration_seconds";
        String labels = "method=\"GET\",route=\"/a\",status=\"2xx\"";
        assertThat(text.toString())
                .contains(bucket(name, labels, "0.001", 1))
                .contains(bucket(name, labels, "0.025", 1))
                .contains(bucket(name, labels, "0.05", 2))
                .contains(bucket(name, labels, "10.0", 2))
                .contains(bucket(name, labels, "+Inf", 3))
                .contains(name + "_count{" + labels + "} 3\n")
                .contains(name + "_sum{" + labels + "} 20.031\n")
                .contains("method=\"other\",route=\"/a\",status=\"5xx\"");
    }

    private static String bucket(String name, String labels, String bound, int count) {
        return "%s_bucket{%s,le=\"%s\"} %d\n".formatted(name, labels, bound, count);
    }
}
