package darkroom.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.embedded.fixtures.PrometheusText;
import darkroom.jobs.crosspost.CrossPostJob;
import darkroom.jobs.feed.FanOutJob;
import darkroom.jobs.push.PushJob;
import darkroom.jobs.thumbnail.ThumbnailJob;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.ledger.Minutes;
import darkroom.web.WebConfig;
import darkroom.workers.WorkerConfig;
import darkroom.workers.WorkerProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the dashboard draws and what the alerts watch is there. */
@Timeout(120)
final class OpsFilesIT {
    private static final Path OPS = Path.of("..", "ops");
    private static final Pattern NAME = Pattern.compile("\\bdarkroom_[a-z0-9_]+");
    private static final Pattern SELECTOR = Pattern.compile("(darkroom_[a-z0-9_]+)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z]+)(=~?|!=)\"([^\"]*)\"");
    private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");
    private static final Pattern EXPR = Pattern.compile("(?m)^ +expr: (.+)$");
    private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<String> QUEUES =
            List.of("thumbnail", "fan-out", "push", "cross-post");

    /** Given by Prometheus, by the kind of a family, or by Apple once it has answered. */
    private static final Set<String> GIVEN = Set.of("instance", "job", "le", "reason");

    @Test
    void everyQueryNamesFiguresLabelsAndStatesThatExist() throws Exception {
        List<String> drawn = new ArrayList<>();
        JsonNode dashboard =
                new ObjectMapper()
                        .readTree(Files.readString(OPS.resolve("grafana-dashboard.json")));
        dashboard.findValuesAsText("expr").forEach(drawn::add);
        String rules = Files.readString(OPS.resolve("prometheus-rules.yaml"));
        List<String> watched = EXPR.matcher(rules).results().map(one -> one.group(1)).toList();
        assertThat(drawn).hasSizeGreaterThan(25);
        assertThat(watched).hasSize((int) ALERT.matcher(rules).results().count()).isNotEmpty();
        Shown shown = shown();

        for (String query : drawn) {
            assertThat(faults(query, shown)).as(query).isEmpty();
        }
        for (String query : watched) {
            assertThat(faults(query, shown)).as(query).isEmpty();
        }
        assertThat(faults("max(darkroom_no_such_thing)", shown)).hasSize(1);
        assertThat(faults("max(darkroom_dead_jobs{queue=\"a\"})", shown)).hasSize(1);
        assertThat(faults("darkroom_fleet_threads{state=\"sleepy\"}", shown)).hasSize(1);
        assertThat(faults("sum by (user) (darkroom_queue_up)", shown)).hasSize(1);
        assertThat(faults("max(darkroom_queue_up", shown)).hasSize(1);
        assertThat(faults("sum(darkroom_job_run_seconds)", shown)).hasSize(1);
    }

    /** All that a web process and a worker process show: types, and labels with their values. */
    private record Shown(Map<String, String> types, Map<String, Map<String, Set<String>>> labels) {
        void add(PrometheusText text) {
            types.putAll(text.types());
            text.samples()
                    .keySet()
                    .forEach(
                            series ->
                                    series.labels()
                                            .forEach(
                                                    (label, value) ->
                                                            labels.computeIfAbsent(
                                                                            series.name(),
                                                                            one -> new TreeMap<>())
                                                                    .computeIfAbsent(
                                                                            label,
                                                                            one -> new TreeSet<>())
                                                                    .add(value)));
        }
    }

    private static List<String> faults(String query, Shown shown) {
        List<String> faults = new ArrayList<>();
        if (query.chars().filter(one -> one == '(').count()
                != query.chars().filter(one -> one == ')').count()) {
            faults.add("parentheses that do not match");
        }
        NAME.matcher(query)
                .results()
                .map(name -> name.group())
                .filter(name -> !isSeries(name, shown.types()))
                .forEach(name -> faults.add("no figure " + name));
        Set<String> known = new HashSet<>(GIVEN);
        shown.labels().values().forEach(labels -> known.addAll(labels.keySet()));
        BY.matcher(query)
                .results()
                .flatMap(by -> List.of(by.group(1).split(", *", -1)).stream())
                .filter(label -> !known.contains(label))
                .forEach(label -> faults.add("no label " + label));
        Matcher selector = SELECTOR.matcher(query);
        while (selector.find()) {
            Map<String, Set<String>> labels =
                    shown.labels().getOrDefault(selector.group(1), Map.of());
            MATCHER.matcher(selector.group(2))
                    .results()
                    .filter(
                            one ->
                                    one.group(2).equals("=")
                                            ? !labels.getOrDefault(one.group(1), Set.of())
                                                    .contains(one.group(3))
                                            : !known.contains(one.group(1)))
                    .forEach(one -> faults.add("nothing that has " + one.group()));
        }
        return faults;
    }

    private static boolean isSeries(String name, Map<String, String> types) {
        if (types.containsKey(name)) {
            return !types.getOrDefault(name, "").equals("histogram");
        }
        return List.of("_bucket", "_sum", "_count").stream()
                .anyMatch(
                        suffix ->
                                name.endsWith(suffix)
                                        && types.getOrDefault(
                                                        name.substring(
                                                                0, name.length() - suffix.length()),
                                                        "")
                                                .equals("histogram"));
    }

    private static Shown shown() throws Exception {
        Shown shown = new Shown(new TreeMap<>(), new TreeMap<>());
        try (LocalServers servers = LocalServers.start();
                Backend backend = Backend.forWorkers(servers.settings(), 2)) {
            backend.migrate((done, total) -> {});
            HandlerRegistry.Builder registry = HandlerRegistry.builder();
            try (WebService web = WebService.start(backend, WebService.ANY_PORT);
                    WorkerOperations operations =
                            WorkerOperations.of(
                                    backend, Optional.of(new WebConfig(WebConfig.LOOPBACK, 0)));
                    WorkerHandlers handlers = WorkerHandlers.addTo(registry, backend, 2);
                    WorkerProcess process =
                            WorkerProcess.start(
                                    backend.store(),
                                    registry.build(),
                                    WorkerConfig.of("shown", 2, QUEUES))) {
                operations.tellsOf(process, handlers);
                enqueueOneOfEach(backend.queue());
                await().atMost(SOON)
                        .until(() -> process.figures().runTimes().size() == QUEUES.size());
                String stats = backend.store().keys().stats();
                backend.store().setField(stats, "dropped|push", "1");
                backend.store().setField(stats, "awaited|apns", "1");
                new Minutes(backend.store()).keep();
                await().atMost(SOON)
                        .until(
                                () -> {
                                    PrometheusText text = metrics(web.uri());
                                    return text.types().containsKey("darkroom_ledger_missing_jobs")
                                            && text.types()
                                                    .containsKey("darkroom_queue_wait_seconds")
                                            && text.values(
                                                                    "darkroom_queue_objective_seconds",
                                                                    "queue")
                                                            .size()
                                                    == QUEUES.size()
                                            && !text.values("darkroom_jobs_removed_total", "cause")
                                                    .isEmpty();
                                });
                shown.add(metrics(web.uri()));
                shown.add(metrics(operations.uri().orElseThrow()));
            }
        }
        return shown;
    }

    // Of a photo that is not there: buried, which is a figure, too.
    private static void enqueueOneOfEach(QueueClient queue) {
        queue.enqueue(ThumbnailJob.KIND.job(new ThumbnailJob(1)));
        queue.enqueue(FanOutJob.KIND.job(new FanOutJob(1)));
        queue.enqueue(PushJob.KIND.job(new PushJob(1, 1)));
        queue.enqueue(CrossPostJob.KIND.job(new CrossPostJob(1)));
    }

    private static PrometheusText metrics(URI server) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(server.resolve("/metrics")).timeout(SOON).build();
        return PrometheusText.parse(
                HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    }
}
