package darkroom.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.cli.settings.ServiceSettings;
import darkroom.embedded.fixtures.TestPostgres;
import darkroom.embedded.fixtures.TestRedis;
import darkroom.jobs.people.Person;
import darkroom.jobs.sample.SamplePhotos;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.inspect.Queues;
import darkroom.queue.json.JobCodec;
import darkroom.queue.redis.RedisAddress;
import darkroom.queue.trace.TraceParent;
import darkroom.workers.WorkerConfig;
import darkroom.workers.WorkerProcess;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A request's trace is in its jobs, and in the jobs of its jobs. */
@Timeout(120)
final class TraceIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String BOUNDARY = "traced-photo";
    private static final int FOLLOWERS = 3;

    private Backend backend;
    private WebService web;
    private String token;

    @TempDir private Path photos;

    @BeforeEach
    void start() throws InterruptedException {
        backend =
                Backend.open(
                        new ServiceSettings(
                                RedisAddress.of(TestRedis.shared().uri().toString())
                                        .withNamespace(TestRedis.freshNamespace()),
                                List.of(
                                        new DatabaseAddress("db0", TestPostgres.freshDatabase()),
                                        new DatabaseAddress("db1", TestPostgres.freshDatabase())),
                                4,
                                photos,
                                new ServiceSettings.Outside(Optional.empty(), Optional.empty())));
        backend.migrate((done, total) -> {});
        web = WebService.start(backend, WebService.ANY_PORT);
        Person owner = web.people().signUp("owner", "correct horse");
        for (int i = 0; i < FOLLOWERS; i++) {
            Person reader = web.people().signUp("reader" + i, "correct horse");
            web.people().follow(reader.id(), owner.id());
            web.devices().register(reader.id(), "%064x".formatted(0xd00d + i));
        }
        token = web.people().signIn("owner", "correct horse").orElseThrow().token();
    }

    @AfterEach
    void end() {
        web.close();
        backend.close();
    }

    @Test
    void jobsOfAPostAndTheirJobsAreOfItsTrace() throws Exception {
        TraceParent caller =
                TraceParent.parse("00-" + TRACE + "-00f067aa0ba902b7-01").orElseThrow();

        post(caller.toString());

        TraceParent thumbnail = only("thumbnail");
        TraceParent fanOut = only("fan-out");
        assertThat(thumbnail).as("of one request").isEqualTo(fanOut);
        assertThat(fanOut.traceId()).isEqualTo(TRACE);
        assertThat(fanOut.sampled()).isTrue();
        assertThat(fanOut.parentId()).as("the request's own step").isNotEqualTo(caller.parentId());
        HandlerRegistry.Builder registry = HandlerRegistry.builder();
        try (WorkerHandlers handlers = WorkerHandlers.addTo(registry, backend, 2);
                WorkerProcess process =
                        WorkerProcess.start(
                                backend.store(),
                                registry.build(),
                                WorkerConfig.of("traced", 2, List.of("fan-out")))) {
            await().atMost(SOON).until(() -> payloads("push").size() == FOLLOWERS);
            assertThat(handlers.sources()).isEmpty();
            assertThat(process.isWornOut()).isFalse();
        }
        Set<TraceParent> pushes = new HashSet<>();
        payloads("push").forEach(payload -> pushes.add(traceOf(payload).orElseThrow()));
        assertThat(pushes).hasSize(1);
        TraceParent push = pushes.iterator().next();
        assertThat(push.traceId()).isEqualTo(TRACE);
        assertThat(push.parentId()).as("the fan-out's own step").isNotEqualTo(fanOut.parentId());
    }

    @Test
    void requestWithoutATraceOrWithNoneOfAnyUseBeginsOne() throws Exception {
        Set<String> traces = new HashSet<>();
        for (String header :
                List.of("", "00-zz", "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01")) {
            post(header);
        }

        await().atMost(SOON).until(() -> payloads("thumbnail").size() == 3);
        for (String payload : payloads("thumbnail")) {
            traces.add(traceOf(payload).orElseThrow().traceId());
        }
        assertThat(traces).as("each its own").hasSize(3).doesNotContain("0".repeat(32));
    }

    private void post(String traceparent) throws Exception {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(
                ("--"
                                + BOUNDARY
                                + "\r\nContent-Disposition: form-data; name=\"photo\";"
                                + " filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(new SamplePhotos(7).jpeg(0));
        form.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(web.uri().resolve(URI.create("/api/photos")))
                        .timeout(SOON)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray()));
        if (!traceparent.isEmpty()) {
            request.header("traceparent", traceparent);
        }
        var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private TraceParent only(String queue) {
        await().atMost(SOON).until(() -> payloads(queue).size() == 1);
        return traceOf(payloads(queue).get(0)).orElseThrow();
    }

    private List<String> payloads(String queue) {
        return new Queues(backend.store()).peek(queue, 100);
    }

    private static Optional<TraceParent> traceOf(String payload) {
        return JobCodec.decode(payload.getBytes(StandardCharsets.UTF_8)).trace();
    }
}
