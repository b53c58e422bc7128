package darkroom.queue.redis;

import static darkroom.queue.fixtures.TestQueue.NOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import darkroom.embedded.fixtures.TestPostgres;
import darkroom.queue.archive.ArchiveReport;
import darkroom.queue.archive.ArchiveTable;
import darkroom.queue.archive.Archivist;
import darkroom.queue.archive.DeadArchive;
import darkroom.queue.archive.DeadQuery;
import darkroom.queue.archive.DeadSearch;
import darkroom.queue.archive.Place;
import darkroom.queue.client.QueueClient;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.inspect.DeadJobs;
import darkroom.queue.reserve.Membership;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** The users of docs/redis-users.acl can do what the archive of dead jobs needs. */
@Timeout(120)
final class ArchiveUsersIT {
    private final TestUsers users = new TestUsers();
    private final PGSimpleDataSource database = new PGSimpleDataSource();

    @BeforeEach
    void make() throws IOException, SQLException {
        users.make();
        database.setUrl(TestPostgres.freshDatabase());
        try (Connection connection = database.getConnection()) {
            ArchiveTable.create(connection);
        }
    }

    @AfterEach
    void close() {
        users.close();
    }

    @Test
    @SuppressWarnings("try") // the archivist is there to run, not to be called
    void workerCopiesSpillsAndPutsBackAndOperatorFindsAndRetries() {
        try (RedisStore worker = users.as("worker");
                RedisStore operator = users.as("operator")) {
            SplittableRandom random = new SplittableRandom(7);
            Membership member = Membership.join(worker, "test", List.of("note"));
            QueueClient client = new QueueClient(operator, InstantSource.system(), random);
            for (int i = 1; i <= 3; i++) {
                client.enqueue(NOTE.job(new Note(i)).withId("a" + i));
            }
            TestQueue.reserve(member, 3)
                    .forEach(one -> TestQueue.settle(member, TestQueue.buriedBy("t", member, one)));
            DeadArchive archive = new DeadArchive(database, worker);
            DeadSearch search = new DeadSearch(database, operator, List.of());
            DeadJobs dead = new DeadJobs(operator, new DeadArchive(database, operator));
            try (Archivist archivist = Archivist.start(database, worker, List.of(), 0, random)) {
                await().until(() -> isAllSpilled(worker));
                dead.retry("a1");
                dead.discard("a2");
                assertThat(search.search(DeadQuery.ALL, Optional.empty(), 9).hits()).hasSize(1);
            }
            Place place = Place.of(worker.sortedRange(worker.keys().dead(), 0, 0).get(0));
            Map<Place, byte[]> records = archive.of(List.of(place));
            archive.recall(records);
            assertThat(records).hasSize(1);
            assertThat(ArchiveReport.uncopied(operator)).isZero();
        }
    }

    private static boolean isAllSpilled(RedisStore store) {
        return ArchiveReport.read(store)
                .filter(report -> report.bytes() == 0 && ArchiveReport.uncopied(store) == 0)
                .isPresent();
    }
}
