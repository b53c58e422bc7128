package darkroom.jobs.check;

import darkroom.jobs.check.RoundTrip.Stage;
import darkroom.jobs.shards.Database;
import darkroom.queue.outbox.OutboxRows;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of one check through one database: a thread of its own, since a database may hang. */
final class Leg extends Thread {
    private static final Logger LOG = LoggerFactory.getLogger(Leg.class);
    private static final long LOOK_MILLIS = 50;

    private final Database database;
    private final CheckJob job;
    private final Consumer<Database> committed;
    private final CountDownLatch over;
    private final long begun = System.nanoTime();
    private volatile Stage stage = Stage.COMMIT;
    private volatile String failure = "";
    private volatile long ended;

    /**
     * A way that is not yet begun.
     *
     * @param over at zero when nobody waits any more
     */
    Leg(Database database, CheckJob job, Consumer<Database> committed, CountDownLatch over) {
        super("darkroom-check-" + database.name());
        setDaemon(true);
        this.database = database;
        this.job = job;
        this.committed = committed;
        this.over = over;
    }

    /** What is known now. */
    RoundTrip.Finding finding() {
        Stage reached = stage;
        long until = reached == Stage.BACK ? ended : System.nanoTime();
        String fault = failure.isEmpty() ? reached.fault() : failure;
        return new RoundTrip.Finding(
                database.name(),
                reached,
                Duration.ofNanos(until - begun),
                reached == Stage.BACK ? "" : fault);
    }

    @Override
    public void run() {
        try {
            String id =
                    database.transact(
                            connection ->
                                    database.outbox().enqueue(connection, CheckJob.KIND.job(job)));
            stage = Stage.RELAY;
            committed.accept(database);
            follow(id);
        } catch (SQLException | RuntimeException e) {
            String message = e.getMessage();
            failure = message == null ? e.toString() : message;
        } catch (InterruptedException e) {
            LOG.atDebug().addKeyValue("database", database.name()).log("interrupted, ending");
        }
    }

    private void follow(String id) throws SQLException, InterruptedException {
        OutboxRows rows = new OutboxRows(database.dataSource());
        do {
            OutboxRows.Stage row = rows.stageOf(id);
            if (row == OutboxRows.Stage.GONE) {
                ended = System.nanoTime();
                stage = Stage.BACK;
                return;
            }
            if (row == OutboxRows.Stage.SENT) {
                stage = Stage.WORKER;
            }
        } while (!over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        rows.withdraw(id);
    }
}
