package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DarkroomCommandTest {
    @Test
    void everythingWrongIsSaidAtOnceAndNothingIsDone() {
        Ran ran =
                Ran.darkroom(
                        Map.of("DARKROOM_REDDIS", "redis://127.0.0.1:1"),
                        "worker",
                        "--threads",
                        "many",
                        "--no-such-flag");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains("'many'")
                .contains("--no-such-flag")
                .contains("DARKROOM_REDDIS; did you mean DARKROOM_REDIS?")
                .contains("nothing was done");
    }

    @Test
    void settingsOfAWorkerAreCheckedTogether() {
        Ran ran =
                Ran.darkroom(
                        Map.of(),
                        "worker",
                        "--redis",
                        "http://127.0.0.1",
                        "--threads",
                        "2001",
                        "--shards",
                        "63",
                        "--queues",
                        "Push!");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains("expected redis://")
                .contains("expected 0..2000")
                .contains("power of two")
                .contains("cannot use queue \"Push!\"")
                .contains("--databases: expected at least one")
                .contains("--photos: expected the folder");
    }

    @Test
    void passwordInAnAddressThatIsWrongIsNotShown() {
        Ran ran = Ran.darkroom(Map.of(), "queue", "ls", "--redis", "redis://u:canary secret@h");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("--redis: expected").doesNotContain("canary");
    }

    @Test
    void helpIsNoFault() {
        Ran ran = Ran.darkroom(Map.of(), "--help");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("demo").contains("worker").contains("Exit codes");
    }

    @Test
    void groupWithoutVerbShowsItsHelpAsAFault() {
        Ran ran = Ran.darkroom(Map.of(), "fleet");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("status").contains("scale");
    }

    @Test
    void demoThatIsTooLargeIsRefusedWithEveryFault() {
        Ran ran = Ran.darkroom(Map.of(), "demo", "--people", "3", "--posts", "1");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains("--people: expected 10..100000, found 3")
                .contains("--posts: expected 2..10000, found 1");
    }
}
