package darkroom.jobs.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import darkroom.jobs.TestContext;
import darkroom.jobs.feed.FanOut.State;
import darkroom.jobs.feed.FanOutBoard.Listing;
import darkroom.jobs.people.PasswordHash;
import darkroom.jobs.people.People;
import darkroom.jobs.shards.DatabaseAddress;
import darkroom.jobs.shards.Fence;
import darkroom.jobs.shards.PoolLimits;
import darkroom.jobs.shards.Shard;
import darkroom.jobs.shards.Shards;
import darkroom.jobs.shards.TestShards;
import darkroom.queue.InvalidJobException;
import darkroom.queue.handler.DependencyUnavailableException;
import darkroom.queue.handler.Outcome;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class FanOutBoardIT {
    private static final String NOWHERE = "jdbc:postgresql://127.0.0.1:1/nothing?user=nobody";

    private final TestShards test = TestShards.migrated();
    private final SecureRandom random = new SecureRandom();
    private final TestFeed world =
            new TestFeed(
                    test,
                    new People(
                            test.shards(),
                            new PasswordHash(random),
                            InstantSource.system(),
                            random));
    private final FanOutHandler handler = new FanOutHandler(test.shards(), test.queue(), 100);
    private final FanOutBoard board = new FanOutBoard(test.shards());

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void cancelledBetweenTwoPagesWritesNoEntryAfterHoweverOftenItRuns() {
        long photo = world.photo(world.star(250).get(0));
        AtomicInteger looks = new AtomicInteger();
        List<FanOut> before = new ArrayList<>();

        Outcome outcome =
                handler.handle(
                        new FanOutJob(photo),
                        context(
                                () -> {
                                    if (looks.incrementAndGet() == 2) {
                                        before.add(board.cancel(photo, "ada"));
                                    }
                                    return false;
                                }));

        assertThat(outcome).isEqualTo(Outcome.completed());
        assertThat(world.readers(photo)).hasSize(100);
        assertThat(before).singleElement().extracting(FanOut::state).isEqualTo(State.RUNNING);
        FanOut ended = board.find(photo).orElseThrow();
        assertThat(ended.state()).isEqualTo(State.CANCELLED);
        assertThat(ended.times().cancelledBy()).isEqualTo("ada");
        assertThat(ended.extent().written()).isEqualTo(100);
        assertThat(ended.extent().pages()).isEqualTo(1);
        assertThat(ended.extent().followers()).isEqualTo(OptionalLong.of(250));
        assertThat(ended.summary()).startsWith("cancelled, 100 of 250 entries written in 1 pages");
        for (int token = 2; token < 5; token++) {
            assertThat(handler.handle(new FanOutJob(photo), TestContext.rerun(token)))
                    .isEqualTo(Outcome.completed());
        }
        assertThat(world.readers(photo)).as("after it was retried").hasSize(100);
        assertThat(board.find(photo).orElseThrow().extent()).isEqualTo(ended.extent());
    }

    @Test
    void pageThatIsBeingWrittenIsTheLast() {
        long photo = world.photo(world.star(250).get(0));
        FanOuts rows = new FanOuts(test.shards());
        FanOuts.Position begun = rows.begin(photo, "a").orElseThrow();
        List<Long> page = rows.followers(begun, 100);

        board.cancel(photo, "ada");
        FanOuts.Position moved = rows.move(new Fence("a", 1, false), begun, page);

        assertThat(rows.followers(moved, 100)).isEmpty();
        assertThat(board.find(photo).orElseThrow().extent().written()).isEqualTo(100);
    }

    @Test
    void whatHasEndedOrNotBegunCannotBeCancelled() {
        long owner = world.star(3).get(0);
        long photo = world.photo(owner);
        long waiting = world.photo(owner);
        handler.handle(new FanOutJob(photo), new TestContext());
        FanOut done = board.find(photo).orElseThrow();

        assertThatThrownBy(() -> board.cancel(photo, "ada"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("expected one that runs, found it done since")
                .hasMessageContaining("nothing was changed");
        assertThatThrownBy(() -> board.cancel(waiting, "ada"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("darkroom job cancel fan-out-" + waiting);
        assertThatThrownBy(() -> board.cancel(-1, "ada")).isInstanceOf(InvalidJobException.class);
        assertThatThrownBy(() -> board.resume(photo))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("expected one that was cancelled, found it done");

        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(board.find(photo).orElseThrow().times().ended()).isEqualTo(done.times().ended());
        assertThat(board.find(waiting)).isEmpty();
        assertThat(board.find(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void resumedGoesOnBehindItsLastPageByAJobOfItsOwn() {
        List<Long> star = world.star(250);
        long photo = world.photo(star.get(0));
        AtomicInteger looks = new AtomicInteger();
        handler.handle(new FanOutJob(photo), context(() -> looks.incrementAndGet() > 1));
        board.cancel(photo, "ada");
        assertThatThrownBy(() -> board.cancel(photo, "bob"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("found it cancelled since");

        String job = board.resume(photo);

        assertThat(job).startsWith("fan-out-" + photo + "-");
        FanOut resumed = board.find(photo).orElseThrow();
        assertThat(resumed.state()).isEqualTo(State.RUNNING);
        assertThat(resumed.job()).isEqualTo(job);
        Shard shard = test.shards().ofId(photo);
        assertThat(
                        TestFeed.number(
                                shard,
                                "SELECT count(*) FROM darkroom.outbox WHERE job_id = ?",
                                job))
                .isEqualTo(1);
        assertThat(handler.handle(new FanOutJob(photo), TestContext.rerun(9)))
                .isEqualTo(Outcome.completed());
        assertThat(world.readers(photo)).hasSize(250).doesNotHaveDuplicates();
        assertThat(board.find(photo).orElseThrow().extent().pages()).isEqualTo(3);
    }

    @Test
    void listHasABoundAndSaysWhenThereAreMore() {
        List<Long> star = world.star(0);
        List<Long> photos = new ArrayList<>();
        for (int i = 0; i < 2 * FanOutBoard.LIST_MAX + 3; i++) {
            photos.add(world.photo(star.get(0)));
        }
        begin(photos);
        assertThat(board.list().ended()).isEmpty();

        assertThat(board.list().running())
                .extracting(FanOut::photoId)
                .isEqualTo(photos.subList(0, FanOutBoard.LIST_MAX));
        assertThat(board.list().more()).isTrue();
        for (long photo : photos.subList(0, FanOutBoard.LIST_MAX + 3)) {
            board.cancel(photo, "ada");
        }

        Listing listing = board.list();
        assertThat(listing.running())
                .extracting(FanOut::photoId)
                .isEqualTo(photos.subList(FanOutBoard.LIST_MAX + 3, photos.size()));
        assertThat(listing.more()).isFalse();
        assertThat(listing.ended()).hasSize(FanOutBoard.LIST_MAX);
        assertThat(listing.ended().get(0).photoId())
                .isEqualTo(photos.get(FanOutBoard.LIST_MAX + 2));
        assertThat(listing.unread()).isEmpty();
    }

    @Test
    void databaseThatIsAwayIsSaidAndTheOthersAreShown() {
        List<Long> photos = new ArrayList<>();
        world.star(20).forEach(person -> photos.add(world.photo(person)));
        begin(photos);
        List<DatabaseAddress> addresses =
                List.of(test.addresses().get(0), new DatabaseAddress("db1", NOWHERE));
        try (Shards half =
                Shards.open(
                        addresses, TestShards.COUNT, test.queue(), PoolLimits.ofConnections(2))) {
            FanOutBoard of = new FanOutBoard(half);

            Listing listing = of.list();

            assertThat(listing.running())
                    .isNotEmpty()
                    .allMatch(one -> half.ofId(one.photoId()).database().name().equals("db0"));
            assertThat(listing.unread())
                    .singleElement()
                    .asString()
                    .startsWith("Database \"db1\" was not read: cannot");
            long there =
                    photos.stream()
                            .filter(id -> half.ofId(id).database().name().equals("db1"))
                            .findFirst()
                            .orElseThrow();
            assertThatThrownBy(() -> of.cancel(there, "ada"))
                    .isInstanceOf(DependencyUnavailableException.class);
        }
        assertThat(board.list().running()).hasSize(photos.size());
    }

    @Test
    void thoseThatRunAreFoundByAnIndexAmongManyThatHaveEnded() {
        long owner = world.star(0).get(0);
        Shard shard = test.shards().ofId(owner);
        String plan =
                shard.transact(
                        connection -> {
                            try (PreparedStatement many =
                                            shard.prepare(
                                                    connection,
                                                    """
                                                    WITH photos AS (
                                                      INSERT INTO {s}.photo (id, owner_id, caption,
                                                        format, width, height, bytes, created_at)
                                                      SELECT {s}.next_id(), ?, '', 'jpeg', 1, 1, 1,
                                                        now()
                                                      FROM generate_series(1, 5000) RETURNING id)
                                                    INSERT INTO {s}.fan_out (photo_id, done_at)
                                                    SELECT id, now() FROM photos""",
                                                    owner);
                                    PreparedStatement analyze =
                                            shard.prepare(connection, "ANALYZE {s}.fan_out");
                                    PreparedStatement explain =
                                            shard.prepare(
                                                    connection,
                                                    "EXPLAIN "
                                                            + FanOutRead.ROW
                                                            + FanOutRead.RUNNING
                                                            + " 51")) {
                                many.execute();
                                analyze.execute();
                                StringBuilder lines = new StringBuilder();
                                try (ResultSet row = explain.executeQuery()) {
                                    while (row.next()) {
                                        lines.append(row.getString(1)).append('\n');
                                    }
                                }
                                return lines.toString();
                            }
                        });

        assertThat(plan).contains("fan_out_running").doesNotContain("Seq Scan on fan_out");
    }

    private static TestContext context(BooleanSupplier stops) {
        return new TestContext(stops, Duration.ofMinutes(1));
    }

    private void begin(List<Long> photos) {
        FanOuts rows = new FanOuts(test.shards());
        photos.forEach(photo -> rows.begin(photo, "fan-out-" + photo));
    }
}
