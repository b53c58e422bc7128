package darkroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.embedded.fixtures.TestPostgres;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.jobs.shards.PoolLimits;
import darkroom.jobs.shards.Shards;
import darkroom.queue.InvalidJobException;
import darkroom.queue.JobKind;
import darkroom.queue.SearchFields;
import darkroom.queue.archive.DeadQuery;
import darkroom.queue.archive.DeadSearch;
import darkroom.queue.client.QueueClient;
import darkroom.queue.handler.Failure;
import darkroom.queue.operations.FoundJobs;
import darkroom.queue.operations.Operations;
import darkroom.queue.operations.Plan;
import darkroom.queue.operations.Selection;
import darkroom.queue.operator.Role;
import darkroom.web.TestBrowser.Seen;
import darkroom.web.dashboard.BesideRedis;
import darkroom.web.dashboard.DeadSources;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a search finds is retried, discarded and exported, counted before. */
@Timeout(120)
final class DashboardSelectionIT {
    private record Note(int number) {}

    private static final JobKind<Note> NOTE =
            JobKind.of("note", Note.class)
                    .foundBy(
                            SearchFields.<Note>none()
                                    .arg("number", Note::number)
                                    .user(note -> note.number()));

    private static final Pattern CURRENT = Pattern.compile("<a href=\"([^\"]*)\"[^>]*aria-current");

    private final TestDashboard dashboard = TestDashboard.start();
    private final SecureRandom random = new SecureRandom();
    private final Operations operations = new Operations(dashboard.store);
    private final Shards shards =
            Shards.open(
                    List.of(new DatabaseAddress("db0", TestPostgres.freshDatabase())),
                    1,
                    new QueueClient(dashboard.store, InstantSource.system(), random),
                    PoolLimits.ofConnections(2));
    private final DeadSearch search =
            new DeadSearch(shards.databases().get(0).dataSource(), dashboard.store, List.of(NOTE));
    private final DashboardServer server =
            DashboardServer.start(
                    new WebConfig(WebConfig.LOOPBACK, 0),
                    dashboard.store,
                    new BesideRedis(
                            new DeadSources(DeadSources.NONE.bodies(), () -> Optional.of(search)),
                            Optional::empty),
                    Set.of("hidden-kind"),
                    random);
    private String group = "";

    @BeforeEach
    void bury() throws InterruptedException {
        shards.migrate((done, total) -> {});
        TestFailures failures = new TestFailures(dashboard.store);
        group = failures.bury(Failure.of("java.io.IOException", "no route"), 3);
        failures.bury(Failure.of("org.example.Oops", "too long"), 2);
    }

    @AfterEach
    void close() {
        server.close();
        shards.close();
        dashboard.close();
    }

    private TestBrowser signedIn(Role role) {
        TestBrowser browser =
                TestBrowser.signedIn(server.uri(), role.word(), dashboard.token(role));
        browser.get("/");
        return browser;
    }

    private static Seen start(TestBrowser browser, String action, String... namesAndValues) {
        Map<String, String> fields = new HashMap<>();
        fields.put("action", action);
        fields.put("rate", "7");
        fields.put("canary", "0");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return browser.post("/operation/start", fields);
    }

    private static String hidden(String page, String name) {
        Matcher field = Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(page);
        assertThat(field.find()).as(name).isTrue();
        return field.group(1);
    }

    private static String counting(Seen seen) {
        Matcher link =
                Pattern.compile("href=\"([^\"]*)\"[^>]*>Go on counting").matcher(seen.text());
        assertThat(link.find()).isTrue();
        return link.group(1).replace("&amp;", "&");
    }

    private static String current(Seen seen) {
        Matcher link = CURRENT.matcher(seen.text());
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    private Plan plan(long number) {
        return operations.find(number).orElseThrow().plan();
    }

    @Test
    void onlyOperatorsAreLedFromWhatWasFoundToWhatCanBeDone() {
        String path = "/search?error=Oops&since=2h";
        String links = signedIn(Role.OPERATOR).get(path).text();

        assertThat(links)
                .contains("/order?action=retry&amp;error=Oops&amp;since=2h")
                .contains("/order?action=discard", "/order?action=export");
        assertThat(signedIn(Role.VIEWER).get(path).text()).doesNotContain("/order?");
        PageShape.assertOnlyOurs("search", links);
    }

    @Test
    void whatAnOperationKnowsItselfIsLeftToIt() {
        TestBrowser operator = signedIn(Role.OPERATOR);

        String order = operator.get("/order?action=retry&error=Oops&since=2h").text();
        String until = hidden(order, "until");
        new TestFailures(dashboard.store).bury(Failure.of("org.example.Oops", "too late"), 1);
        Seen started = start(operator, "retry", "error", "Oops", "seen", "2", "until", until);

        PageShape.assertOnlyOurs("order", order);
        assertThat(order).contains("Retry 2 jobs", "Some of them", "Retry what a search finds");
        assertThat(order).contains("name=\"since\" value=\"20").doesNotContain("value=\"2h\"");
        assertThat(started.status()).isEqualTo(303);
        assertThat(plan(1).selection())
                .isEqualTo(Selection.ALL.withError("Oops").until(Instant.parse(until)));
        assertThat(operator.get("/audit").text())
                .contains("operation retry", "error Oops", "2 dead", "operation 1");
    }

    @Test
    void whatOnlyTheIndexKnowsIsAListOfJobsAsItWasSeen() {
        TestBrowser operator = signedIn(Role.OPERATOR);

        String order = operator.get("/order?action=discard&user=2").text();
        String mark = hidden(order, "mark");
        String three = operator.get("/order?action=discard&user=1").text();
        String others = hidden(three, "mark");
        Seen other = start(operator, "discard", "user", "2", "seen", "5", "mark", others);
        Seen same = start(operator, "discard", "user", "2", "seen", "2");
        Seen started = start(operator, "discard", "user", "2", "seen", "2", "mark", mark);
        String arg = "/order?action=discard&arg=number%3D3&error=IOException";
        String one = hidden(operator.get(arg).text(), "mark");
        Seen single =
                start(operator, "discard", "arg", "number=3", "error", "IOException", "mark", one);

        assertThat(order).contains("Discard 2 jobs", "Discard what a search finds");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.text())
                .contains("found 5 jobs when you looked, and finds 2 now", "nothing was changed");
        assertThat(same.status()).isEqualTo(409);
        assertThat(started.status()).isEqualTo(303);
        assertThat(plan(1).selection().ids()).hasSize(2);
        assertThat(single.status()).isEqualTo(303);
        assertThat(plan(2).selection().ids()).hasSize(1);
        assertThat(operations.list()).hasSize(2);
    }

    @Test
    void whatFindsNothingOrCannotBeSearchedDoesNothing() {
        TestBrowser operator = signedIn(Role.OPERATOR);

        assertThat(operator.get("/order?action=retry&kind=none").text())
                .contains("there is nothing to do");
        Seen nobody = operator.get("/order?action=retry&user=77");
        assertThat(nobody.status()).isEqualTo(200);
        assertThat(nobody.text()).contains("there is nothing to do");
        assertThat(operator.get("/search?user=77").text()).doesNotContain("/order?");
        Seen started = start(operator, "retry", "user", "77");
        assertThat(started.status()).isEqualTo(409);
        assertThat(started.text()).contains("the search finds no dead job now");
        assertThat(start(operator, "retry").status()).isEqualTo(400);
        assertThat(start(operator, "retry", "since", "soon").status()).isEqualTo(400);
        assertThat(start(operator, "retry", "arg", "number").status()).isEqualTo(400);
        assertThat(start(operator, "retry", "error", "x".repeat(301)).status()).isEqualTo(400);
        TestBrowser without = dashboard.browser(Role.OPERATOR);
        assertThat(without.get("/order?action=retry&user=2").status()).isEqualTo(503);
        assertThat(operations.list()).isEmpty();
    }

    @Test
    void reasonsThatTheIndexHasNotAreSoughtAmongWhatItFinds() {
        TestBrowser operator = signedIn(Role.OPERATOR);

        String order = operator.get("/order?action=discard&user=2&error=attempts").text();
        String none = operator.get("/order?action=discard&user=2&error=poison").text();
        String all = operator.get("/order?action=discard&error=attempts").text();

        assertThat(order).contains("Discard 2 jobs");
        assertThat(none).contains("there is nothing to do");
        assertThat(all).contains("Discard 5 jobs");
        DeadQuery query = DeadQuery.ALL.with(DeadQuery.Field.USER, "2");
        assertThat(FoundJobs.find(search, query, Duration.ofMinutes(1))).isPresent();
        assertThatThrownBy(() -> FoundJobs.find(search, query, Duration.ZERO))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("takes too long");
    }

    @Test
    void manyAreCountedAPartAtATimeUntilTheNumberIsExact() throws InterruptedException {
        TestFailures failures = new TestFailures(dashboard.store);
        for (int i = 0; i < 5; i++) {
            failures.bury(Failure.of("org.example.Oops", "too many"), 500);
        }
        TestBrowser operator = signedIn(Role.OPERATOR);

        Seen first = operator.get("/order?action=retry&error=Oops");
        Seen second = operator.get(counting(first));

        assertThat(first.text())
                .contains("1,997 of the first 2,000 of 2,505 that were looked at")
                .contains("data-part=\"true\"", "Go on counting", "Retry all of them");
        assertThat(first.text()).doesNotContain("name=\"seen\"");
        assertThat(second.text())
                .contains("Retry 2,502 jobs")
                .doesNotContain("Go on counting", "data-part");
        assertThat(hidden(second.text(), "seen")).isEqualTo("2502");
        String until = hidden(second.text(), "until");
        assertThat(until).isEqualTo(hidden(first.text(), "until"));
        assertThat(second.text()).contains("Some of them", "too long");
        String seal = hidden(second.text(), "seal");
        start(operator, "retry", "error", "Oops", "seen", "7", "seal", seal, "until", until);
        assertThat(operator.get("/audit").text()).contains("1997 dead of the first 2000 of 2505");
        start(operator, "retry", "error", "Oops", "seen", "2502", "seal", seal, "until", until);
        assertThat(operator.get("/audit").text()).contains("2502 dead, as counted before");
        String other = counting(first).replace("matched=1997", "matched=7");
        assertThat(other).isNotEqualTo(counting(first));
        assertThat(operator.get(other).status()).isEqualTo(400);
    }

    @Test
    void countGoesOnOnlyWhereOneEnded() {
        TestBrowser operator = signedIn(Role.OPERATOR);
        String order = "/order?action=retry&error=Oops";

        Seen wrong = operator.get(order + "&at=%2Binf%20x&looked=1&matched=1");

        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("where a count ended", "+inf x");
        assertThat(operator.get(order + "&at=1%20x&looked=-1").status()).isEqualTo(400);
        // A link from elsewhere, by which three would stand on the button that deletes all.
        Seen forged = operator.get(order + "&at=9999999999999%20x&looked=3&matched=3");
        assertThat(forged.status()).isEqualTo(400);
        assertThat(forged.text()).contains("that of a count which you began");
        assertThat(operator.get(order + "&at=1%20x&matched=many").status()).isEqualTo(400);
    }

    @Test
    void orderBelongsToTheFailuresOrToTheSearch() {
        TestBrowser operator = signedIn(Role.OPERATOR);

        assertThat(current(operator.get("/order?action=retry&group=" + group)))
                .isEqualTo("/failures");
        assertThat(current(operator.get("/order?action=retry&kind=note"))).isEqualTo("/search");
        assertThat(current(operator.get("/order?action=retry&kind=note&group=" + group)))
                .isEqualTo("/search");
    }

    @Test
    void exportHasALineAJobAndTextsOnlyWhereAsked() {
        dashboard.bury(
                "texts",
                "note",
                TestDashboard.job("texts", "{\"to\":\"bob\",\"number\":7,\"password\":\"s3cret\"}"),
                TestDashboard.CAUSE);
        TestBrowser operator = signedIn(Role.OPERATOR);
        assertThat(operator.get("/order?action=export&group=" + group).text())
                .contains("Export with texts", "that is noted");

        Seen masked = operator.post("/dead/export", Map.of("id", "texts"));
        Seen texts = operator.post("/dead/export", Map.of("id", "texts", "texts", "yes"));
        Seen all = operator.post("/dead/export", Map.of("group", group));

        assertThat(masked.status()).isEqualTo(200);
        assertThat(masked.header("Content-Type")).startsWith("application/x-ndjson");
        assertThat(masked.header("Content-Disposition")).contains("attachment", "dead-jobs.ndjson");
        assertThat(masked.text())
                .startsWith("{\"id\":\"texts\",\"kind\":\"note\"")
                .contains("\"number\":7")
                .doesNotContain("bob", "s3cret")
                .endsWith("}\n");
        assertThat(texts.text()).contains("\"to\":\"bob\"").doesNotContain("s3cret");
        assertThat(all.text().lines()).hasSize(3).allMatch(line -> line.contains("no route"));
        assertThat(operator.get("/audit").text())
                .contains("dead export", "texts masked", "with texts", "1 jobs", "3 jobs");
        assertThat(operator.post("/dead/export", Map.of()).status()).isEqualTo(400);
        assertThat(signedIn(Role.VIEWER).post("/dead/export", Map.of("id", "texts")).status())
                .isEqualTo(403);
    }
}
