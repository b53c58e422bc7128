package darkroom.queue.doctor;

import darkroom.queue.outbox.OutboxRows;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether the rows of an outbox and what Redis has of them fit together. */
final class OutboxCheck {
    private static final int OVERDUE_SECONDS = 60;
    private static final int PAGE = 1_000;
    private static final int LOOKS = 3;
    private static final int UNKNOWN_MAX = 100_000;
    private static final long PAUSE_MILLIS = 300;

    private final RedisStore store;
    private final Keys keys;
    private final String outbox;
    private final OutboxRows rows;
    private final List<String> notes = new ArrayList<>();

    OutboxCheck(RedisStore store, String outbox, OutboxRows rows) {
        this.store = store;
        this.keys = store.keys();
        this.outbox = outbox;
        this.rows = rows;
    }

    List<String> notes() {
        return notes;
    }

    List<Diagnosis> diagnoses() throws InterruptedException {
        List<Diagnosis> found = new ArrayList<>();
        try {
            if (!rows.exists()) {
                notes.add("database " + outbox + " has no outbox yet");
                return found;
            }
            overdue(found);
            unknown(found);
        } catch (SQLException e) {
            found.add(
                    Diagnosis.of(
                            new Finding(
                                    "database-away",
                                    1,
                                    List.of(outbox),
                                    "expected an answer from database "
                                            + outbox
                                            + ", found "
                                            + e.getMessage(),
                                    "it does not run, or the address is wrong",
                                    "start it; its jobs wait in its outbox",
                                    false)));
        }
        return found;
    }

    private void overdue(List<Diagnosis> found) throws SQLException {
        long waiting = rows.overdue(OVERDUE_SECONDS);
        if (waiting > 0) {
            found.add(
                    Diagnosis.of(
                            new Finding(
                                    "outbox-waits",
                                    waiting,
                                    List.of(),
                                    waiting
                                            + " rows of outbox "
                                            + outbox
                                            + " have waited for more than "
                                            + OVERDUE_SECONDS
                                            + " s to be sent",
                                    "no process with a relay runs, or their queue is full",
                                    "start a web process; its log names the queue that refuses",
                                    false)));
        }
    }

    // A row that is there, was sent, and of which Redis knows nothing, at several looks: between
    // two of them a job may have ended and its row be about to go.
    private void unknown(List<Diagnosis> found) throws SQLException, InterruptedException {
        Set<String> unknown = new HashSet<>();
        long position = 0;
        List<OutboxRows.Sent> page;
        do {
            page = rows.sent(position, PAGE);
            Set<String> ids = new HashSet<>();
            for (OutboxRows.Sent row : page) {
                position = row.position();
                ids.add(row.jobId());
            }
            removeKnown(ids);
            unknown.addAll(ids);
        } while (page.size() == PAGE && unknown.size() < UNKNOWN_MAX);
        for (int i = 1; i < LOOKS && !unknown.isEmpty(); i++) {
            new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            unknown.retainAll(rows.present(unknown));
            removeKnown(unknown);
        }
        if (unknown.isEmpty()) {
            return;
        }
        List<String> lost = List.copyOf(unknown);
        found.add(
                Diagnosis.of(
                        new Finding(
                                "lost-by-redis",
                                lost.size(),
                                lost,
                                lost.size()
                                        + " rows of outbox "
                                        + outbox
                                        + " were sent and Redis has neither their jobs nor that"
                                        + " they are done",
                                "Redis lost its latest writes, or was emptied",
                                "they are sent again within ten minutes of the first time;"
                                        + " --repair sends them now",
                                true),
                        () -> sendAgain(lost)));
    }

    private String sendAgain(List<String> ids) {
        try {
            return "lost-by-redis: " + rows.sendAgain(ids) + " rows are sent again";
        } catch (SQLException e) {
            return "lost-by-redis: not repaired: " + e.getMessage();
        }
    }

    private void removeKnown(Set<String> ids) {
        List<String> asked = List.copyOf(ids);
        ids.removeAll(store.scan().membersOf(keys.outboxLive(outbox), asked));
        ids.removeAll(store.scan().membersOf(keys.outboxDone(outbox), asked));
    }
}
