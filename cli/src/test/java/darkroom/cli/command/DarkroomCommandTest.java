package darkroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DarkroomCommandTest {
    @Test
    void everythingWrongIsSaidAtOnceAndNothingIsDone() {
        Ran ran =
                Ran.darkroom(
                        Map.of(
                                "DARKROOM_REDDIS", "redis://127.0.0.1:1",
                                "DARKROOM_SHARDS", "63",
                                "DARKROOM_NAMESPACE", "a b",
                                "DARKROOM_X", "ftp://x"),
                        "worker --threads many --no-such-flag --drain 3601"
                                + " --redis http://127.0.0.1 --queues Push!,thumbnail --name no:name"
                                + " --jobs none.jar --jobs nor-this.jar");

        says(
                ran,
                "found \"--no-such-flag\"; did you mean",
                "found DARKROOM_REDDIS; did you mean DARKROOM_REDIS?",
                "--redis: cannot use the Redis address given: expected redis://",
                "DARKROOM_NAMESPACE: cannot use the Redis namespace given",
                "--databases: expected at least one",
                "DARKROOM_SHARDS: expected a power of two from 1 to 8192, found \"63\"",
                "--photos: expected the folder",
                "DARKROOM_X: expected https://HOST, found \"ftp://x\"",
                "DARKROOM_X: expected DARKROOM_X_CONSUMER_KEY",
                "DARKROOM_X: expected DARKROOM_X_CONSUMER_SECRET",
                "--threads: expected a whole number in 0..2000, found \"many\"",
                "--drain: expected a duration in 0s..1h, found \"3601\"",
                "worker: cannot name a process: expected [A-Za-z0-9._-]{1,40}, found \"no:name\"",
                "worker: cannot use queue \"Push!\"",
                "--jobs: cannot load jobs from none.jar",
                "--jobs: cannot load jobs from nor-this.jar");
    }

    @Test
    void badFlagBadRangeAndBadVariableAreNamedTogetherByEachVerb() {
        Map<String, String> variable = Map.of("DARKROOM_REDIS", "http://h");
        String redis = "DARKROOM_REDIS: cannot use the Redis address given";
        String flag = "found \"--nope\"; did you mean";

        says(
                Ran.darkroom(variable, "dead ls --nope --offset -5 --limit 1001"),
                flag,
                redis,
                "--limit: expected a whole number in 1..1000, found \"1001\"",
                "--offset: expected a whole number in 0..10000000, found \"-5\"");
        says(
                Ran.darkroom(variable, "queue peek --nope --limit 0 A:B"),
                flag,
                redis,
                "QUEUE: cannot use queue \"A:B\"",
                "--limit: expected a whole number in 1..1000, found \"0\"");
        says(
                Ran.darkroom(variable, "fleet scale --nope --threads -1"),
                flag,
                redis,
                "--threads: expected a whole number in 0..");
        says(
                Ran.darkroom(variable, "fleet stop --nope --wait 3601"),
                flag,
                redis,
                "--wait: expected a duration in 0s..1h, found \"3601\"");
        says(
                Ran.darkroom(
                        variable,
                        "job enqueue thumbnail [x --nope --queue A:B --delay -1 --unique-key "
                                + "k".repeat(201)),
                flag,
                redis,
                "--delay: expected a duration in 0s..366d, found \"-1\"",
                "--queue: cannot use queue \"A:B\"",
                "--unique-key: cannot use unique key",
                "ARGS: cannot read the args of kind \"thumbnail\": expected JSON");
        says(
                Ran.darkroom(Map.of("DARKROOM_NO", ""), "up --nope --port 65536 --threads x"),
                flag,
                "found DARKROOM_NO",
                "--port: expected a whole number in 0..65535",
                "--threads: expected a whole number in 0..2000, found \"x\"");
        says(
                Ran.darkroom(Map.of("DARKROOM_NO", ""), "demo --people 3 --posts 1 --seed s"),
                "found DARKROOM_NO",
                "--people: expected a whole number in 10..100000, found \"3\"",
                "--posts: expected a whole number in 2..10000, found \"1\"",
                "--seed: expected a whole number in -9223372036854775808..");
    }

    @Test
    void queueIsPurgedOnlyWithItsNameGivenTwice() {
        says(
                Ran.darkroom(Map.of(), "queue purge --nope thumbnail --confirm thumb"),
                "found \"--nope\"; did you mean",
                "--confirm: expected the name of the queue again, or --dry-run, found \"thumb\"");
        says(
                Ran.darkroom(Map.of(), "scheduled ls --nope --limit 0"),
                "found \"--nope\"; did you mean",
                "--limit: expected a whole number in 1..1000, found \"0\"");
    }

    @Test
    void flagThatCannotBeReadDoesNotHideTheOthers() {
        says(
                Ran.darkroom(Map.of(), "dead ls --offset --json=perhaps --nope --limit 0"),
                "--offset: expected one value, found none",
                "--json: expected no value",
                "found \"--nope\"",
                "--limit: expected a whole number");
        says(
                Ran.darkroom(Map.of(), "fleet scale --threads 7 --threads 8"),
                "--threads: expected it once, found it 2 times; keep one");
        says(
                Ran.darkroom(Map.of(), "fleet scale --nope"),
                "cannot run \"darkroom fleet scale\": expected --threads, found none",
                "found \"--nope\"");
        says(
                Ran.darkroom(Map.of(), "dead show"),
                "cannot run \"darkroom dead show\": expected ID, found none");
        says(
                Ran.darkroom(Map.of(), "queue peek a b"),
                "cannot run \"darkroom queue peek\": expected no more, found \"b\"; leave it out");
        says(
                Ran.darkroom(Map.of(), "quue ls"),
                "expected a verb, found \"quue\"; did you mean queue?",
                "expected a verb, found \"ls\"");
    }

    @Test
    void valueOfAnUnknownFlagIsNotShown() {
        Ran ran = Ran.darkroom(Map.of(), "worker --rediss redis://u:canary@h --pass=canary");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("--rediss", "--pass").doesNotContain("canary");
    }

    @Test
    void variableIsOverruledByItsFlag() {
        Ran ran =
                Ran.darkroom(
                        Map.of("DARKROOM_REDIS", "http://h"),
                        "queue ls --redis redis://127.0.0.1:1");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("cannot reach Redis at 127.0.0.1:1");
    }

    /** Exit code 2, each of these on a line of its own, no other fault, and nothing done. */
    private static void says(Ran ran, String... faults) {
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        List<String> lines = ran.err().lines().toList();
        assertThat(lines).last().asString().contains("nothing was done");
        assertThat(lines).hasSize(faults.length + 1);
        for (String fault : faults) {
            assertThat(lines).filteredOn(line -> line.contains(fault)).hasSize(1);
        }
        assertThat(lines.subList(0, faults.length))
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .matches(
                                                "darkroom: .*cannot .*: expected .*, found .*; .+"));
    }

    @Test
    void passwordInAnAddressThatIsWrongIsNotShown() {
        Ran ran = Ran.darkroom(Map.of(), "queue", "ls", "--redis", "redis://u:canary secret@h");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("--redis: cannot use").doesNotContain("canary");
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
    void helpIsAskedForInEitherWay() {
        assertThat(Ran.darkroom(Map.of(), "help").out())
                .isEqualTo(Ran.darkroom(Map.of(), "--help").out())
                .contains("Exit codes");
        assertThat(Ran.darkroom(Map.of(), "help fleet stop").out())
                .isEqualTo(Ran.darkroom(Map.of(), "fleet stop --help").out())
                .contains("give back what is left");
    }

    @Test
    void jobHasOneQueueAndOneKey() {
        says(
                Ran.darkroom(Map.of(), "job enqueue thumbnail [1] --queue a --queue b"),
                "--queue: expected it once, found it 2 times");
    }
}
