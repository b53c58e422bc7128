package darkroom.queue.archive;

import static darkroom.queue.fixtures.TestQueue.NOTE;

import darkroom.embedded.fixtures.TestPostgres;
import darkroom.queue.Job;
import darkroom.queue.JobKind;
import darkroom.queue.SearchFields;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.json.DeadJob;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.Keys;
import darkroom.queue.reserve.Membership;
import darkroom.queue.reserve.Reserved;
import darkroom.queue.reserve.Settlement;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.postgresql.ds.PGSimpleDataSource;

/** A queue, a database with the archive's tables, and a process whose jobs die. */
final class ArchiveScene implements AutoCloseable {
    /** The tests' kind, found by its number, which is also its user; one of ten shards. */
    static final JobKind<Note> FOUND =
            NOTE.foundBy(
                    SearchFields.<Note>none()
                            .arg("number", Note::number)
                            .user(Note::number)
                            .shard(note -> note.number() % 10));

    private static final String AWAY = "jdbc:postgresql://127.0.0.1:1/away";
    private static final int PAGE = 1_000;

    final TestQueue queue;
    final PGSimpleDataSource database = new PGSimpleDataSource();
    private final SplittableRandom random = new SplittableRandom(7);
    private final String url = TestPostgres.freshDatabase();
    private Membership member;

    ArchiveScene() {
        this(TestQueue.open());
    }

    ArchiveScene(TestQueue queue) {
        this.queue = queue;
        this.member = queue.join("note", "other");
        comeBack();
        try (Connection connection = database.getConnection()) {
            ArchiveTable.create(connection);
            ArchiveTable.create(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The database cannot be reached from now on. */
    void goAway() {
        database.setUrl(AWAY);
    }

    void comeBack() {
        database.setUrl(url);
    }

    /** A process of the fleet again, after Redis has lost it. */
    void joinAgain() {
        member = queue.join("note", "other");
    }

    synchronized Archivist archivist(long budget) {
        return new Archivist(database, queue.store(), List.of(FOUND), budget, random.split());
    }

    Keys keys() {
        return queue.keys();
    }

    /** Notes of one queue, named by the prefix and a number from 1, dead for {@code type}. */
    void bury(String name, String type, String prefix, int count) {
        for (int from = 1; from <= count; from += PAGE) {
            List<Job<Note>> jobs = new ArrayList<>();
            for (int i = from; i < from + PAGE && i <= count; i++) {
                jobs.add(NOTE.job(new Note(i)).withId(prefix + i).onQueue(name));
            }
            queue.client().enqueueAll(jobs);
            buryReady(type, jobs.size());
        }
    }

    /** As many as are ready die. */
    void buryReady(String type, int most) {
        List<Settlement> ends =
                TestQueue.reserve(member, most).stream().map(one -> dead(one, type)).toList();
        TestQueue.settle(member, ends, 0);
    }

    private Settlement dead(Reserved reserved, String type) {
        StoredJob job = TestQueue.job(reserved);
        String simple = type.substring(type.lastIndexOf('.') + 1);
        DeadJob record =
                new DeadJob(
                                job.id().orElseThrow(),
                                reserved.queue(),
                                job.kind(),
                                job.attempt(),
                                new DeadJob.Cause("attempts", type, "no row", "\tat Here.now\n"),
                                member.id(),
                                reserved.payload())
                        .inGroup("g" + simple);
        return Settlement.dead(reserved, record, job.uniqueKey());
    }

    /** What Redis has as the record of this job. */
    String record(String name) {
        return queue.jedis().hget(keys().deadJobs(), name);
    }

    /** Whether its body is in the archive only. */
    boolean isSpilled(String name) {
        return DeadJob.isStub(record(name).getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes of all records of dead jobs in Redis that are not stubs. */
    long bytesInRedis() {
        return queue.jedis().hvals(keys().deadJobs()).stream()
                .map(record -> record.getBytes(StandardCharsets.UTF_8))
                .filter(record -> !DeadJob.isStub(record))
                .mapToLong(record -> record.length)
                .sum();
    }

    List<String> texts(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long number(String sql) {
        return Long.parseLong(texts(sql).get(0));
    }

    void execute(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Names of the rows of jobs that are dead. */
    List<String> rows() {
        return texts("SELECT name FROM darkroom.dead_job WHERE gone_at IS NULL ORDER BY name");
    }

    @Override
    public void close() {
        queue.close();
    }
}
