package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import darkroom.embedded.fixtures.TestRedis;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Operators and their dashboard, by the command. */
@Timeout(120)
final class DashboardVerbsIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Map<String, String> environment =
            Map.of(
                    "DARKROOM_REDIS", TestRedis.shared().uri().toString(),
                    "DARKROOM_NAMESPACE", TestRedis.freshNamespace());

    @TempDir private Path folder;

    @Test
    void operatorIsAddedListedAndRemoved() {
        assertThat(darkroom("operator ls").out()).contains("there are no operators");
        Ran added = darkroom("operator add ada --role operator");
        assertThat(added.code()).isZero();
        assertThat(added.out().strip()).matches("ada\\.[A-Za-z0-9_-]{43}");
        assertThat(darkroom("operator add ada --role admin").err()).contains("the name is taken");
        assertThat(darkroom("operator ls --json").out().strip())
                .isIn(
                        "[{\"operator\":\"ada\",\"role\":\"operator\"}]",
                        "[{\"role\":\"operator\",\"operator\":\"ada\"}]");

        assertThat(darkroom("operator remove ada").code()).isZero();
        assertThat(darkroom("operator remove ada").code()).isOne();
    }

    @Test
    void badRolesAndNamesAreAllNamed() {
        Ran ran = darkroom("operator add Ada! --role boss");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains("expected viewer, operator or admin, found \"boss\"")
                .contains("cannot use operator name \"Ada!\"");
        assertThat(darkroom("operator ls").out()).contains("there are no operators");
    }

    @Test
    void othersAreRefusedWhileThereAreNoOperators() {
        Ran ran = darkroom("dashboard --host 0.0.0.0 --port 0");

        assertThat(ran.code()).isOne();
        assertThat(ran.err()).contains("expected at least one operator");
    }

    @Test
    void dashboardInvitesTheFirstOperatorAndEndsBySignal() throws Exception {
        try (ChildDarkroom dashboard =
                ChildDarkroom.start(folder, environment, "dashboard", "--port", "0")) {
            dashboard.awaitRunning(SOON, () -> dashboard.err().contains("the link works once"));
            assertThat(Http.status(dashboard.address("dashboard listens on", SOON))).isEqualTo(401);
            String link = dashboard.err().replaceAll("(?s).*(http://\\S+/setup\\S+).*", "$1");
            assertThat(Http.status(URI.create(link))).isEqualTo(200);

            dashboard.signal("TERM");

            assertThat(dashboard.awaitExit(SOON)).as("%s", dashboard.err()).isZero();
            assertThat(dashboard.out()).isEmpty();
        }
    }

    private Ran darkroom(String verb) {
        return Ran.darkroom(environment, verb);
    }
}
