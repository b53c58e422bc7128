package darkroom.workers;

import static darkroom.workers.TestFleet.SOON;
import static darkroom.workers.TestFleet.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.queue.JobKind;
import darkroom.queue.failures.FailureGroup;
import darkroom.queue.failures.FailureGroups;
import darkroom.queue.failures.FailureTriage;
import darkroom.queue.failures.Listing;
import darkroom.queue.handler.Application;
import darkroom.queue.handler.Failure;
import darkroom.queue.handler.HandlerRegistry;
import darkroom.queue.handler.Outcome;
import darkroom.workers.TestFleet.Note;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever an attempt fails by, it is in a group when it is settled. */
@Timeout(90)
final class FailureGroupsIT {
    private static final JobKind<Note> ONCE = TestFleet.NOTE.withMaxAttempts(1);

    private final TestFleet fleet = TestFleet.open();
    private final FailureGroups groups = new FailureGroups(fleet.store());

    @AfterEach
    void close() {
        fleet.close();
    }

    private List<FailureGroup> all() {
        return groups.list(Listing.LAST_SEEN, Optional.empty(), 50).groups();
    }

    private FailureGroup only() {
        assertThat(all()).hasSize(1);
        return all().get(0);
    }

    private static Outcome lose(int number) {
        throw new IllegalStateException("row " + number + " of \"photo\" is gone");
    }

    @Test
    void attemptsThatThrowTheSameAreOneGroupHoweverManyTheyAre() {
        fleet.start(
                HandlerRegistry.builder()
                        .of(new Application("build-7", List.of("com.acme")))
                        .add(TestFleet.NOTE, (note, context) -> lose(note.number()))
                        .build(),
                config(8));
        fleet.enqueue(200);

        await().atMost(SOON).until(() -> fleet.dead().count() == 200);

        FailureGroup group = only();
        assertThat(group.fingerprint().kind()).isEqualTo("note");
        assertThat(group.fingerprint().type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(group.fingerprint().message()).isEqualTo("row <n> of <text> is gone");
        assertThat(group.fingerprint().frame()).isEqualTo("darkroom.workers.FailureGroupsIT.lose");
        assertThat(group.seen().total()).isEqualTo(600);
        assertThat(group.seen().dead()).isEqualTo(200);
        assertThat(group.where().builds()).singleElement().matches(b -> b.name().equals("build-7"));
        assertThat(group.where().processes()).singleElement().matches(p -> p.name().equals("test"));
        assertThat(group.latest().stack()).contains("FailureGroupsIT.lose");
        assertThat(group.samples()).isNotEmpty().allMatch(one -> one.jobId().startsWith("n"));
        assertThat(fleet.dead().list(group.id(), Optional.empty(), 200).jobs()).hasSize(200);
        assertThat(fleet.stats().by("failed")).containsEntry("note", 600L);
    }

    @Test
    void jobsThatAreDoneAreInNone() {
        fleet.start((note, context) -> Outcome.completed(), config(4));
        fleet.enqueue(100);

        fleet.awaitDone(100);

        assertThat(all()).isEmpty();
        assertThat(fleet.store().sortedSize(fleet.store().keys().failures())).isZero();
    }

    @Test
    void attemptThatTakesTooLongIsOfAGroupOfItsOwn() {
        fleet.start(
                HandlerRegistry.builder()
                        .add(
                                ONCE.withTimeout(Duration.ofMillis(50)),
                                (note, context) -> {
                                    new CountDownLatch(1).await();
                                    return Outcome.completed();
                                })
                        .build(),
                config(2));
        fleet.enqueue(2);

        await().atMost(SOON).until(() -> fleet.dead().count() == 2);

        FailureGroup group = only();
        assertThat(group.fingerprint().type()).isEqualTo("timeout");
        assertThat(group.seen().total()).isEqualTo(2);
        assertThat(group.fingerprint().frame()).startsWith("darkroom.workers.FailureGroupsIT.");
    }

    @Test
    @SuppressWarnings("NullAway")
    void jobThatIsBuriedOrHasNoOutcomeIsInAGroup() {
        fleet.start(
                (note, context) ->
                        note.number() == 1
                                ? Outcome.buried(Failure.of("rejected", "no such person 17"))
                                : null,
                config(1));
        fleet.enqueue(2);

        await().atMost(SOON).until(() -> fleet.dead().count() == 2);

        assertThat(all())
                .extracting(group -> group.fingerprint().type())
                .containsExactlyInAnyOrder("rejected", "no-outcome");
        assertThat(all()).extracting(group -> group.seen().dead()).containsOnly(1L);
    }

    @Test
    void jobsThatCannotBeReadAreTogetherWhateverTheySay() {
        fleet.start((note, context) -> Outcome.completed(), config(1));
        for (String payload : List.of("{", "{\"a\":1", "nonsense {")) {
            byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
            ForeignClient.push(fleet.address(), "note", bytes);
        }

        await().atMost(SOON).until(() -> fleet.dead().count() == 3);

        assertThat(all()).allMatch(group -> group.fingerprint().kind().equals("(unknown)"));
        assertThat(all().stream().mapToLong(group -> group.seen().dead()).sum()).isEqualTo(3);
    }

    @Test
    void groupThatWasResolvedComesBackWhenItsJobIsRetriedAndFails() {
        fleet.start(
                HandlerRegistry.builder().add(ONCE, (note, context) -> lose(1)).build(), config(1));
        fleet.enqueue(1);
        await().atMost(SOON).until(() -> fleet.dead().count() == 1);
        String id = only().id();
        assertThat(new FailureTriage(fleet.store()).resolve(id, "ada")).isTrue();
        assertThat(only().triage().state()).isEqualTo(FailureGroup.State.RESOLVED);

        fleet.dead().retry("n1");

        await().atMost(SOON).until(() -> only().triage().state() == FailureGroup.State.RETURNED);
        await().atMost(SOON).until(() -> fleet.dead().count(id) == 1);
        assertThat(only().seen().total()).isEqualTo(2);
    }
}
