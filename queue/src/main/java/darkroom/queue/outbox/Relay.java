package darkroom.queue.outbox;

import darkroom.queue.GrowingWait;
import darkroom.queue.InvalidJobException;
import darkroom.queue.QueueFullException;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.client.Enqueued;
import darkroom.queue.client.QueueClient;
import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the rows of one outbox to Redis, in order and in batches, on a thread of its own. Any
 * number of relays may serve one outbox, in any processes.
 *
 * <p>No statement takes longer than half a minute, whatever the network does.
 *
 * <p>A row is claimed for {@value #CLAIM_SECONDS} s, enqueued, and put off for {@value
 * #SWEEP_SECONDS} s; it is deleted when its job is done. What Redis lost is thus sent again, and at
 * once where Redis has changed its {@linkplain RedisStore#history history}; what it still has is
 * recognised by its id and let in once.
 */
public final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int BATCH = 500;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long JOIN_MILLIS = 15_000;

    /**
     * Short, since what a relay that was killed had claimed waits for it; sent twice is let in
     * once.
     */
    static final int CLAIM_SECONDS = 5;

    static final int SWEEP_SECONDS = 600;

    private final String outbox;
    private final Statements statements;
    private final RedisStore store;
    private final QueueClient client;
    private final Losses losses;
    private final Semaphore wakes = new Semaphore(0);
    private final Thread thread;
    private final LongAdder resent = new LongAdder();
    private volatile boolean closed;
    private final GrowingWait retries;
    private final Set<String> refusing = new HashSet<>();
    private boolean failing;

    /** A relay that does nothing by itself yet. Package-private for tests. */
    Relay(
            Outbox outbox,
            DataSource database,
            RedisStore store,
            QueueClient client,
            RandomGenerator random) {
        this.outbox = outbox.name();
        this.statements = new Statements(database, "relay-" + outbox.name());
        this.store = store;
        this.client = client;
        this.losses = new Losses(outbox, statements, store);
        this.retries = new GrowingWait(random);
        this.thread = new Thread(this::run, "darkroom-relay-" + outbox.name());
        thread.setDaemon(true);
    }

    /**
     * Starts to relay.
     *
     * @param random for how long it waits after a failure
     */
    public static Relay start(
            Outbox outbox,
            DataSource database,
            RedisStore store,
            QueueClient client,
            RandomGenerator random) {
        Relay relay = new Relay(outbox, database, store, client, random);
        relay.thread.start();
        return relay;
    }

    /**
     * How many rows this relay has taken to be sent again: not known to be done in time, or claimed
     * before by a relay that was lost, or after Redis may have lost jobs.
     */
    public long resent() {
        return resent.sum();
    }

    /** Tells it that something was committed. Never blocks. */
    public void wake() {
        wakes.release();
    }

    /** Ends after the batch in hand; rows that are left wait for another relay. */
    @Override
    public void close() {
        closed = true;
        wakes.release();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            await(step());
        }
    }

    /**
     * Sends and deletes a batch. Package-private for tests.
     *
     * @return how long to wait for a wake before the next: longer after each failure
     */
    Duration step() {
        try {
            resent.add(losses.repair());
            int sent = relayBatch();
            int deleted = deleteDone();
            recovered();
            return sent < BATCH && deleted < BATCH ? POLL : Duration.ZERO;
        } catch (SQLException | RuntimeException e) {
            // Whatever it was: the thread must live, or no job of this database goes out again.
            failed(e);
            return retries.next();
        }
    }

    private void await(Duration most) {
        if (most.isZero()) {
            return;
        }
        try {
            wakes.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS);
            wakes.drainPermits();
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Sends one batch; how many rows it claimed. Package-private for tests. */
    int relayBatch() throws SQLException {
        // While Redis is away nothing is claimed, so that all goes out as soon as it is back.
        store.timeMillis();
        List<QueueClient.Stored> claimed = claim();
        if (claimed.isEmpty()) {
            return 0;
        }
        Map<String, String> holders;
        try {
            holders = send(claimed);
        } catch (StoreUnavailableException e) {
            giveBack(claimed);
            throw e;
        }
        List<String> held = new ArrayList<>();
        List<String> superfluous = new ArrayList<>();
        holders.forEach((id, holder) -> (holder.equals(id) ? held : superfluous).add(id));
        update(
                "UPDATE darkroom.outbox SET due_at = greatest(run_at, now()) + "
                        + SWEEP_SECONDS
                        + " * interval '1 second' WHERE job_id = ANY (?)",
                held);
        delete(superfluous);
        return claimed.size();
    }

    // They may be in Redis or not. Sent again each is let in once, so they need not wait for the
    // claim to end; and they stay in order.
    private void giveBack(List<QueueClient.Stored> claimed) throws SQLException {
        update(
                "UPDATE darkroom.outbox SET due_at = least(run_at, now()) WHERE job_id = ANY (?)",
                claimed.stream().map(QueueClient.Stored::id).toList());
    }

    /**
     * Enqueues rows; where a queue refuses, those of the others go out all the same.
     * Package-private for tests.
     *
     * @return row's job id to the id of the live job that stands for it now: itself, or the one
     *     that holds its unique key, which makes the row superfluous; without the rows that were
     *     refused
     */
    Map<String, String> send(List<QueueClient.Stored> rows) {
        Map<String, String> holders = new HashMap<>();
        try {
            enqueue(rows, holders);
            refusing.clear();
        } catch (QueueFullException | InvalidJobException one) {
            Map<String, List<QueueClient.Stored>> byQueue = new LinkedHashMap<>();
            rows.forEach(
                    row ->
                            byQueue.computeIfAbsent(row.queue(), queue -> new ArrayList<>())
                                    .add(row));
            byQueue.forEach((queue, ofQueue) -> enqueueOfQueue(queue, ofQueue, holders));
        }
        return holders;
    }

    private void enqueueOfQueue(
            String queue, List<QueueClient.Stored> rows, Map<String, String> holders) {
        try {
            enqueue(rows, holders);
            refusing.remove(queue);
        } catch (QueueFullException | InvalidJobException e) {
            if (refusing.add(queue)) {
                LOG.atWarn()
                        .addKeyValue("outbox", outbox)
                        .addKeyValue("queue", queue)
                        .addKeyValue("cause", e.getMessage())
                        .log("queue refuses jobs, trying again; its rows wait");
            }
        }
    }

    private void enqueue(List<QueueClient.Stored> rows, Map<String, String> holders) {
        List<Enqueued> results = client.enqueueStored(rows);
        for (int i = 0; i < results.size(); i++) {
            holders.put(rows.get(i).id(), results.get(i).id());
        }
    }

    /** Deletes the rows of jobs that are done; how many it took. Package-private for tests. */
    int deleteDone() throws SQLException {
        String done = store.keys().outboxDone(outbox);
        List<String> ids = store.someMembers(done, BATCH);
        delete(ids);
        store.removeMembers(done, ids);
        return ids.size();
    }

    private void delete(List<String> ids) throws SQLException {
        update("DELETE FROM darkroom.outbox WHERE job_id = ANY (?)", ids);
    }

    /** Takes due rows for a while, in order. Package-private for tests. */
    List<QueueClient.Stored> claim() throws SQLException {
        return statements.run(
                """
                WITH due AS MATERIALIZED (
                  SELECT position, due_at > run_at AS again FROM darkroom.outbox
                  WHERE due_at <= now()
                  ORDER BY due_at, position LIMIT ? FOR UPDATE SKIP LOCKED),
                claimed AS (
                  UPDATE darkroom.outbox o
                  SET due_at = now() + ? * interval '1 second'
                  FROM due WHERE o.position = due.position
                  RETURNING o.*, due.again)
                SELECT job_id, queue, payload, unique_key,
                  greatest(0, ceil(extract(epoch FROM run_at - now()) * 1000)),
                  again
                FROM claimed ORDER BY position""",
                claim -> {
                    claim.setInt(1, BATCH);
                    claim.setInt(2, CLAIM_SECONDS);
                    List<QueueClient.Stored> rows = new ArrayList<>();
                    try (ResultSet row = claim.executeQuery()) {
                        while (row.next()) {
                            if (row.getBoolean(6)) {
                                resent.increment();
                            }
                            rows.add(stored(row));
                        }
                    }
                    return rows;
                });
    }

    private QueueClient.Stored stored(ResultSet row) throws SQLException {
        return new QueueClient.Stored(
                row.getString(1),
                row.getString(2),
                row.getString(3).getBytes(StandardCharsets.UTF_8),
                row.getLong(5),
                Optional.ofNullable(row.getString(4)),
                Optional.of(outbox));
    }

    private void update(String sql, List<String> ids) throws SQLException {
        if (!ids.isEmpty()) {
            statements.run(
                    sql,
                    statement -> {
                        statement.setArray(1, Statements.texts(statement, ids));
                        return statement.executeUpdate();
                    });
        }
    }

    private void failed(Exception e) {
        if (!failing) {
            failing = true;
            LOG.atWarn()
                    .addKeyValue("outbox", outbox)
                    .addKeyValue("cause", e.getMessage())
                    .log("relay stopped by a failure, trying again");
        }
    }

    private void recovered() {
        retries.reset();
        if (failing) {
            failing = false;
            LOG.atInfo().addKeyValue("outbox", outbox).log("relay works again");
        }
    }
}
