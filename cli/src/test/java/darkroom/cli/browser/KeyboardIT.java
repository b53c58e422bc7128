package darkroom.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.inspect.Stats;
import darkroom.queue.operator.Role;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.remote.RemoteWebDriver;

/** Somebody is woken at three: from the page to the cause, and to the repaired group. */
@Tag("browser")
@Timeout(300)
final class KeyboardIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int JOBS = 60;

    /** More than a page counts at once, twice. */
    private static final int MANY = 4_500;

    private static final int TABS_MAX = 80;
    private static final String FAILURE =
            "IllegalStateException: no colour profile <text> for picture <n>";

    @Test
    void brokenHandlerIsFoundAndItsJobsAreRepairedByKeyboardAlone() {
        try (Chromium chromium = Chromium.start();
                WatchedFleet fleet = new WatchedFleet()) {
            chromium.show(Chromium.Screen.DESKTOP, true);
            RemoteWebDriver driver = chromium.driver();
            Keyboard keyboard = new Keyboard(driver);
            DeadJobs dead = new DeadJobs(fleet.store);
            fleet.resize(JOBS);
            until(() -> dead.count() == JOBS);

            // Not a key but the address that the alert names.
            driver.get(fleet.dashboard() + "/");
            keyboard.signIn(fleet.operator(Role.OPERATOR));
            until(() -> isTitled(driver, "Home"));
            until(() -> shows(driver, "no colour profile"));
            keyboard.type("gx");
            until(() -> isTitled(driver, "Failures"));
            keyboard.follow(FAILURE);
            until(() -> shows(driver, "Frames of the application"));
            assertThat(driver.getPageSource()).contains("WatchedFleet.resize", "2026.11.26-1");
            keyboard.follow("Assign to me");
            until(() -> shows(driver, "It is put down, with your name"));

            fleet.mend();
            keyboard.follow("Retry its dead jobs…");
            until(() -> shows(driver, "Retry " + JOBS + " jobs"));
            keyboard.follow("Retry " + JOBS + " jobs");
            until(() -> isTitled(driver, "Operation 1"));
            until(() -> shows(driver, JOBS + " of " + JOBS));
            until(() -> Stats.read(fleet.store).by("done").getOrDefault("resize", 0L) == JOBS);
            keyboard.type("gx");
            until(() -> isTitled(driver, "Failures"));
            keyboard.follow(FAILURE);
            until(() -> shows(driver, "Assigned to"));
            keyboard.follow("Resolve");
            until(() -> shows(driver, "resolved 20"));

            assertThat(dead.count()).isZero();
        }
    }

    @Test
    void operationStopsByItselfWhileTheHandlerIsStillBroken() {
        try (Chromium chromium = Chromium.start();
                WatchedFleet fleet = new WatchedFleet()) {
            RemoteWebDriver driver = chromium.driver();
            Keyboard keyboard = new Keyboard(driver);
            DeadJobs dead = new DeadJobs(fleet.store);
            fleet.resize(JOBS);
            until(() -> dead.count() == JOBS);
            driver.get(fleet.dashboard() + "/failures");
            keyboard.signIn(fleet.operator(Role.OPERATOR));
            until(() -> isTitled(driver, "Failures"));
            keyboard.follow(FAILURE);
            until(() -> shows(driver, "Retry its dead jobs"));
            keyboard.follow("Retry its dead jobs…");
            until(() -> shows(driver, "Retry " + JOBS + " jobs"));
            keyboard.follow("Retry " + JOBS + " jobs");

            // The page says so without being loaded again.
            until(() -> shows(driver, "It has stopped:"));

            assertThat(driver.getPageSource()).contains("20 of 60", ">stopped<", ">Resume<");
            until(() -> dead.count() == JOBS);
        }
    }

    @Test
    void pageThatIsRenewedGivesTheFocusBack() {
        try (Chromium chromium = Chromium.start();
                WatchedFleet fleet = new WatchedFleet()) {
            RemoteWebDriver driver = chromium.driver();
            Keyboard keyboard = new Keyboard(driver);
            DeadJobs dead = new DeadJobs(fleet.store);
            fleet.resize(1);
            until(() -> dead.count() == 1);
            driver.get(fleet.dashboard() + "/failures");
            keyboard.signIn(fleet.operator(Role.OPERATOR));
            until(() -> isTitled(driver, "Failures"));
            keyboard.follow(FAILURE);
            until(() -> shows(driver, "Frames of the application"));
            keyboard.tabTo("Assign to me");

            fleet.resize(JOBS);
            until(() -> shows(driver, ">" + (JOBS + 1) + "<"));

            assertThat(keyboard.focused()).isEqualTo("Assign to me");
        }
    }

    @Test
    void pageIsNotRenewedUnderAPressButUnderAMenu() {
        try (Chromium chromium = Chromium.start();
                WatchedFleet fleet = new WatchedFleet()) {
            RemoteWebDriver driver = chromium.driver();
            driver.get(fleet.dashboard() + "/queues");
            new Keyboard(driver).signIn(fleet.operator(Role.OPERATOR));
            until(() -> isTitled(driver, "Queues"));
            driver.executeScript("document.getElementById('live').dataset.before = 'yes'");

            press(driver, "pointerdown", 0);
            boolean pressed = isReplaced(driver);
            press(driver, "pointerdown", 2);
            boolean menu = isReplaced(driver);

            assertThat(pressed).isFalse();
            assertThat(menu).isTrue();
        }
    }

    private static void press(RemoteWebDriver driver, String event, int button) {
        driver.executeScript(
                "document.body.dispatchEvent(new PointerEvent(arguments[0],"
                        + " {bubbles: true, button: arguments[1]}))",
                event,
                button);
    }

    // Asks for the page once more, and says whether the answer took its place.
    private static boolean isReplaced(RemoteWebDriver driver) {
        return Boolean.TRUE.equals(
                driver.executeAsyncScript(
                        """
                        const done = arguments[0];
                        document.body.addEventListener("htmx:afterRequest", function () {
                          done(!document.getElementById("live").dataset.before);
                        }, { once: true });
                        window.htmx.trigger(document.getElementById("live"), "tick");
                        """));
    }

    @Test
    void countOfManyGoesOnByItselfUntilItIsExact() {
        try (Chromium chromium = Chromium.start();
                WatchedFleet fleet = new WatchedFleet()) {
            RemoteWebDriver driver = chromium.driver();
            DeadJobs dead = new DeadJobs(fleet.store);
            for (int i = 0; i < MANY; i += 900) {
                fleet.resize(900);
            }
            until(() -> dead.count() == MANY);
            // What else renews a page.
            chromium.beforeEachPage("setInterval = () => 0; EventSource = undefined");
            driver.get(fleet.dashboard() + "/order?action=discard&kind=resize");
            new Keyboard(driver).signIn(fleet.operator(Role.OPERATOR));

            until(() -> shows(driver, "Discard 4,500 jobs"));

            assertThat(driver.getPageSource()).doesNotContain("Go on counting");
        }
    }

    private static boolean isTitled(RemoteWebDriver driver, String title) {
        return Objects.equals(driver.getTitle(), title + " – Darkroom");
    }

    private static boolean shows(RemoteWebDriver driver, String text) {
        return Objects.requireNonNull(driver.getPageSource()).contains(text);
    }

    private static void until(BooleanSupplier condition) {
        Awaitility.await().atMost(SOON).until(condition::getAsBoolean);
    }

    /** What somebody without a mouse does. */
    private record Keyboard(RemoteWebDriver driver) {
        void signIn(String secret) {
            tabTo("Name");
            type("operator");
            tabTo("Password or API token");
            type(secret);
            press(Keys.ENTER);
        }

        /** Goes to the link or the button that is called so, and presses it. */
        void follow(String name) {
            tabTo(name);
            press(Keys.ENTER);
        }

        /** Goes on from what has the focus until that has it which is called so. */
        void tabTo(String name) {
            for (int i = 0; i < TABS_MAX; i++) {
                press(Keys.TAB);
                if (name.equals(focused())) {
                    return;
                }
            }
            throw new AssertionError(
                    "no \"" + name + "\" within " + TABS_MAX + " tabs: " + driver.getPageSource());
        }

        String focused() {
            for (int i = 0; i < TABS_MAX; i++) {
                try {
                    return String.valueOf(driver.switchTo().activeElement().getAccessibleName());
                } catch (StaleElementReferenceException renewed) {
                    Thread.onSpinWait(); // The page gives the focus back.
                }
            }
            throw new AssertionError("the page renews itself all the time");
        }

        void type(String keys) {
            new Actions(driver).sendKeys(keys).perform();
        }

        void press(Keys key) {
            new Actions(driver).sendKeys(key).perform();
        }
    }
}
