package darkroom.queue.doctor;

import darkroom.queue.ledger.Ledger;
import darkroom.queue.outbox.OutboxRows;
import darkroom.queue.redis.RedisStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** One look at everything. */
final class Examination {
    private final RedisStore store;
    private final Mender mender;
    private final Map<String, DataSource> outboxes;
    private final Progress progress;

    Examination(
            RedisStore store, Mender mender, Map<String, DataSource> outboxes, Progress progress) {
        this.store = store;
        this.mender = mender;
        this.outboxes = outboxes;
        this.progress = progress;
    }

    /** What one look has found. */
    record Examined(Ledger ledger, List<Diagnosis> diagnoses, List<String> notes) {
        Report report(List<String> repaired) {
            return new Report(
                    ledger, diagnoses.stream().map(Diagnosis::finding).toList(), notes, repaired);
        }
    }

    Examined run() throws InterruptedException {
        Keyspace keyspace = Keyspace.walk(store, progress);
        FleetCheck fleet = new FleetCheck(store, mender);
        PlaceCheck places = new PlaceCheck(store, mender);
        List<Diagnosis> found = new ArrayList<>(places.diagnoses(keyspace));
        found.addAll(fleet.diagnoses(keyspace));
        found.addAll(new GroupCheck(store, mender).diagnoses(keyspace));
        found.addAll(new ArchiveCheck(store).diagnoses());
        List<String> notes = new ArrayList<>(places.notes());
        found.addAll(
                new HolderCheck(store, mender, new JobWalk(store, progress))
                        .diagnoses(keyspace, outboxes.keySet()));
        for (Map.Entry<String, DataSource> outbox : outboxes.entrySet()) {
            OutboxCheck check =
                    new OutboxCheck(store, outbox.getKey(), new OutboxRows(outbox.getValue()));
            found.addAll(check.diagnoses());
            notes.addAll(check.notes());
        }
        if (keyspace.hasMoreUniques()) {
            notes.add("only " + Keyspace.UNIQUES_MAX + " unique keys were looked at");
        }
        LedgerCheck ledgerCheck =
                new LedgerCheck(
                        store,
                        new JobWalk(store, progress),
                        fleet.orphans(keyspace),
                        keyspace.queues());
        found.addAll(ledgerCheck.diagnoses());
        notes.addAll(ledgerCheck.notes());
        return new Examined(ledgerCheck.ledger(), found, notes);
    }
}
