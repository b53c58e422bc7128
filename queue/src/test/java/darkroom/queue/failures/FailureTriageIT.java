package darkroom.queue.failures;

import static darkroom.queue.fixtures.TestQueue.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.queue.failures.FailureGroup.State;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.redis.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people say of groups. */
@Timeout(60)
final class FailureTriageIT {
    private static final String WHO = "ada";

    private final TestQueue queue = TestQueue.open();
    private final Keys keys = queue.keys();
    private final TestGroups notes = new TestGroups(queue);
    private final FailureGroups groups = new FailureGroups(queue.store());
    private final FailureTriage triage = new FailureTriage(queue.store());

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void oneThatComesBackAfterItWasResolvedSaysSo() {
        notes.fail("t", 1);
        assertThat(triage.resolve(group("t"), WHO)).isTrue();
        assertThat(notes.found("t").triage().state()).isEqualTo(State.RESOLVED);
        assertThat(notes.listed(Listing.RESOLVED)).containsExactly("t");
        notes.at(keys.failuresFresh(), "t", 1);

        notes.fail("t", 1);

        FailureGroup group = notes.found("t");
        assertThat(group.triage().state()).isEqualTo(State.RETURNED);
        assertThat(group.triage().since()).contains(group.seen().last());
        assertThat(notes.listed(Listing.RESOLVED)).isEmpty();
        assertThat(notes.listed(Listing.RETURNED)).containsExactly("t");
        assertThat(queue.jedis().zscore(keys.failuresFresh(), group.id()))
                .as("news again")
                .isGreaterThan(1);
        assertThat(triage.resolve(group("t"), WHO)).isTrue();
        assertThat(notes.listed(Listing.RETURNED)).isEmpty();
    }

    @Test
    void whatPeopleSayIsKeptWithWhoAndWhen() {
        notes.fail("t", 1);
        String group = group("t");
        Instant until = Instant.ofEpochMilli(queue.store().timeMillis()).plusSeconds(3_600);

        assertThat(triage.mute(group, until, WHO)).isTrue();
        assertThat(triage.assign(group, "Bob Ö", WHO)).isTrue();
        assertThat(triage.note(group, "two\n\tlines <b>", "eve@x")).isTrue();
        assertThat(triage.runbook(group, "https://example.org/a?b#c", WHO)).isTrue();

        FailureGroup.Triage said = notes.found("t").triage();
        assertThat(said.state()).isEqualTo(State.MUTED);
        assertThat(said.mutedUntil()).contains(until);
        assertThat(said.assignee()).isEqualTo("Bob Ö");
        assertThat(said.note()).isEqualTo("two\n\tlines <b>");
        assertThat(said.runbook()).isEqualTo("https://example.org/a?b#c");
        assertThat(said.changes())
                .extracting(change -> change.who() + " " + change.verb() + " " + change.value())
                .containsExactly(
                        "ada runbook https://example.org/a?b#c",
                        "eve@x note two  lines <b>",
                        "ada assignee Bob Ö",
                        "ada mute " + until);
        assertThat(notes.listed(Listing.MUTED)).containsExactly("t");
        notes.fail("t", 1);
        assertThat(notes.found("t").triage()).isEqualTo(said);
        assertThat(triage.unmute(group, WHO)).isTrue();
        assertThat(notes.found("t").triage().state()).isEqualTo(State.OPEN);
        assertThat(notes.listed(Listing.MUTED)).isEmpty();
        IntStream.range(0, 30).forEach(i -> triage.note(group, "note " + i, WHO));
        assertThat(notes.found("t").triage().changes()).hasSize(FailureTriage.CHANGES_MAX);
    }

    @Test
    void muteThatIsOverIsOver() {
        notes.fail("t", 1);
        queue.jedis().hset(keys.failure(group("t")), "muted", "1000");
        notes.at(keys.failuresMuted(), "t", 1_000);

        assertThat(notes.found("t").triage().state()).isEqualTo(State.OPEN);
        assertThat(notes.found("t").triage().mutedUntil()).isEmpty();
        assertThat(notes.listed(Listing.MUTED)).isEmpty();
    }

    @Test
    void nothingIsSaidOfAGroupThatIsNotThere() {
        assertThat(triage.resolve(group("t"), WHO)).isFalse();
        assertThat(triage.note("no such id", "x", WHO)).isFalse();
        assertThat(groups.find("../../etc")).isEmpty();
        assertThat(queue.dump()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "ftp://x/y",
                "//x",
                "http:",
                "http:///x",
                "x",
                "https://a:b@c/",
                "http://a b",
                "data:text/html,x",
                "http://x\n",
                " https://x",
                "file:///etc/passwd"
            })
    void linkThatIsNoPageIsRefused(String link) {
        notes.fail("t", 1);

        assertThatThrownBy(() -> triage.runbook(group("t"), link, WHO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cannot keep the link")
                .hasMessageContaining("expected http:// or https://");
        assertThat(notes.found("t").triage().runbook()).isEmpty();
        assertThat(notes.found("t").triage().changes()).isEmpty();
    }

    @Test
    void whatIsMalformedIsRefused() {
        notes.fail("t", 1);
        String group = group("t");
        Instant now = Instant.ofEpochMilli(queue.store().timeMillis());

        assertRefused("cannot mute", () -> triage.mute(group, now.minusSeconds(60), WHO));
        assertRefused("cannot mute", () -> triage.mute(group, Instant.MAX, WHO));
        assertRefused("cannot mute", () -> triage.mute(group, Instant.MIN, WHO));
        assertRefused("cannot mute", () -> triage.mute(group, now.plus(Duration.ofDays(91)), WHO));
        assertRefused("cannot keep the note", () -> triage.note(group, "x".repeat(2_001), WHO));
        assertRefused("cannot keep the note", () -> triage.note(group, "a\u001b[31m", WHO));
        assertRefused("cannot name a person", () -> triage.assign(group, "x".repeat(61), WHO));
        for (String who : List.of("", " ", "a\nb", "a\tb", "<b>", " ada", "x".repeat(61))) {
            assertRefused("cannot name a person", () -> triage.resolve(group, who));
        }
        assertRefused(
                "cannot go on from",
                () -> groups.list(Listing.RATE, Optional.of("x"), 9).groups().isEmpty());
        assertRefused(
                "cannot list groups",
                () -> groups.list(Listing.RATE, Optional.empty(), 201).groups().isEmpty());
        assertThat(notes.found("t").triage().changes()).isEmpty();
    }

    private static void assertRefused(String words, Callable<Boolean> call) {
        assertThatThrownBy(call::call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(words);
    }
}
