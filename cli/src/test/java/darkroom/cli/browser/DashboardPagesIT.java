package darkroom.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.cli.browser.Chromium.Screen;
import darkroom.queue.failures.FailureGroups;
import darkroom.queue.failures.Listing;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Queues;
import darkroom.queue.objectives.Objectives;
import darkroom.queue.operations.Action;
import darkroom.queue.operations.OperationState;
import darkroom.queue.operations.Operations;
import darkroom.queue.operations.Pace;
import darkroom.queue.operations.Plan;
import darkroom.queue.operations.Selection;
import darkroom.queue.operator.Role;
import darkroom.queue.threads.ThreadBoards;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.remote.RemoteWebDriver;

/**
 * Every page, in light and in dark, on a phone and on a desktop: nothing that keeps somebody from
 * using it, nothing that is cut off, nothing that the browser complains about. What was seen is in
 * {@code target/screens}, from where {@code make screens} takes it.
 */
@Tag("browser")
@Timeout(300)
final class DashboardPagesIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int PICTURE_HEIGHT_MAX = 2_400;
    private static final Path SCREENS = Path.of("target", "screens");

    /** Runs axe-core; answers with a line per rule and element that breaks it. */
    private static final String AXE =
            """
            const done = arguments[arguments.length - 1];
            window.axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}).then(
              result => done(result.violations.flatMap(violation => violation.nodes.map(
                node => violation.id + ": " + node.html + " " + node.failureSummary))));
            """;

    @Test
    void everyPageCanBeUsedByAnybodyOnAnyScreen() throws IOException {
        Files.createDirectories(SCREENS);
        try (Chromium chromium = Chromium.start();
                WatchedFleet fleet = new WatchedFleet()) {
            RemoteWebDriver driver = chromium.driver();
            Map<String, String> pages = pages(fleet);
            String axe = axe();
            driver.get(fleet.dashboard() + "/");
            look(chromium, axe, "sign-in");
            driver.findElement(By.name("name")).sendKeys("admin");
            driver.findElement(By.name("secret")).sendKeys(fleet.operator(Role.ADMIN), Keys.ENTER);
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> Objects.equals(driver.getTitle(), "Home – Darkroom"));
            for (Map.Entry<String, String> page : pages.entrySet()) {
                if (page.getValue().startsWith("/threads")) {
                    awaitStuck(fleet);
                }
                driver.get(fleet.dashboard() + page.getValue());
                look(chromium, axe, page.getKey());
            }
        }
    }

    private static Map<String, String> pages(WatchedFleet fleet) {
        fleet.resize(60);
        fleet.client.enqueue(
                WatchedFleet.GREET.job(new WatchedFleet.Picture(1)).delayedBy(Duration.ofHours(2)));
        new Queues(fleet.store).pause("thumbnails");
        objectives(new Objectives(fleet.store));
        fleet.client.enqueue(
                WatchedFleet.GREET.job(new WatchedFleet.Picture(2)).onQueue("thumbnails"));
        DeadJobs dead = new DeadJobs(fleet.store);
        Awaitility.await().atMost(SOON).until(() -> dead.count() == 60);
        String group =
                new FailureGroups(fleet.store)
                        .list(Listing.LAST_SEEN, Optional.empty(), 1)
                        .groups()
                        .get(0)
                        .id();
        long operation =
                new Operations(fleet.store)
                        .start(
                                new Plan(
                                        Action.RETRY,
                                        Selection.ALL.ofGroup(group),
                                        Pace.DEFAULT.withCanary(5, Duration.ofMinutes(1)),
                                        "ada"));
        Awaitility.await()
                .atMost(SOON)
                .until(
                        () ->
                                new Operations(fleet.store).find(operation).orElseThrow().state()
                                        == OperationState.STOPPED);
        String job = dead.list(0, 1).get(0).job().id();
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("home", "/");
        pages.put("failures", "/failures");
        pages.put("failure", "/failure?id=" + group);
        pages.putAll(queues());
        pages.put("kinds", "/kinds");
        pages.put("kind", "/kinds?kind=resize");
        pages.put("dead", "/dead");
        pages.put("dead-of-a-failure", "/dead?group=" + group);
        pages.put("search", "/search?kind=resize");
        pages.put("job", "/job?id=" + job);
        pages.put("retrying", "/retrying");
        pages.put("scheduled", "/scheduled");
        pages.put("order", "/order?action=retry&group=" + group);
        pages.put("fan-outs", "/fan-outs");
        pages.put("fan-out", "/fan-out?photo=" + fleet.fanOuts.cancelled());
        pages.put("order-of-a-search", "/order?action=discard&kind=resize");
        pages.put("order-export", "/order?action=export&kind=resize");
        pages.put("operations", "/operations");
        pages.put("operation", "/operation?number=" + operation);
        pages.put("fleet", "/fleet");
        pages.putAll(threads(fleet));
        pages.put("audit", "/audit");
        pages.put("operators", "/operators");
        pages.put("account", "/account");
        pages.put("nothing-here", "/nothing-here");
        return pages;
    }

    private static Map<String, String> queues() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("queues", "/queues");
        pages.put("queue", "/queue?name=resize");
        pages.put("waiting", "/waiting?queue=thumbnails");
        return pages;
    }

    /** Two handlers hang. */
    private static Map<String, String> threads(WatchedFleet fleet) {
        for (int i = 1; i <= 2; i++) {
            fleet.client.enqueue(
                    WatchedFleet.FETCH.job(new WatchedFleet.Picture(i)).withId("fetch-" + i));
        }
        String place = "&frame=darkroom.cli.browser.WatchedFleet.fetch";
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("threads", "/threads");
        pages.put("threads-of-a-place", "/threads?kind=fetch" + place);
        pages.put("thread", "/threads/job?process=worker-1-1&id=fetch-1");
        return pages;
    }

    /** Has it known that they hang, which is shown only while somebody looks. */
    private static void awaitStuck(WatchedFleet fleet) {
        ThreadBoards boards = new ThreadBoards(fleet.store);
        Awaitility.await()
                .atMost(SOON)
                .until(
                        () -> {
                            boards.look();
                            return boards.read().seen().stream()
                                            .filter(one -> one.running().isStuck())
                                            .count()
                                    == 2;
                        });
    }

    private static void objectives(Objectives objectives) {
        objectives.set("resize", Duration.ofMillis(100));
        objectives.set("greet", Duration.ofSeconds(30));
    }

    private static void look(Chromium chromium, String axe, String name) throws IOException {
        RemoteWebDriver driver = chromium.driver();
        for (Screen screen : List.of(Screen.DESKTOP, Screen.PHONE)) {
            for (boolean dark : List.of(false, true)) {
                chromium.show(screen, dark);
                String what = name + "-" + screen.name() + (dark ? "-dark" : "-light");
                driver.executeScript(axe);
                Object faults = driver.executeAsyncScript(AXE);
                assertThat((List<?>) faults).as(what).isEmpty();
                String wide = "return document.documentElement.scrollWidth - window.innerWidth";
                assertThat(chromium.number(wide))
                        .as(what + ": pixels that are cut off")
                        .isLessThanOrEqualTo(0);
                Files.write(
                        SCREENS.resolve(what + ".webp"),
                        Base64.getDecoder().decode(chromium.picture(screen, PICTURE_HEIGHT_MAX)));
            }
        }
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                .as(name + ": what the browser complains about")
                .filteredOn(entry -> !entry.getMessage().contains("the server responded with"))
                .isEmpty();
    }

    private static String axe() throws IOException {
        try (InputStream in = DashboardPagesIT.class.getResourceAsStream("/axe.min.js")) {
            return new String(
                    Objects.requireNonNull(in, "axe.min.js").readAllBytes(),
                    StandardCharsets.UTF_8);
        }
    }
}
