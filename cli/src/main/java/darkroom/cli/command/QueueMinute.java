package darkroom.cli.command;

import darkroom.cli.output.Table;
import darkroom.queue.ledger.Account;
import darkroom.queue.ledger.Minutes.Minute;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened in a queue from one reading of its ledger to the next.
 *
 * @param until the later reading, to the minute
 */
record QueueMinute(Instant until, Account before, Account after) {
    private static final int MINUTE_SECONDS = 60;

    /** Between each two readings in which the queue is. */
    static List<QueueMinute> between(List<Minute> readings, String queue) {
        List<QueueMinute> minutes = new ArrayList<>();
        for (int i = 1; i < readings.size(); i++) {
            Account before = readings.get(i - 1).accounts().get(queue);
            Account after = readings.get(i).accounts().get(queue);
            if (before != null && after != null) {
                Instant until =
                        Instant.ofEpochSecond(readings.get(i).epochMinute() * MINUTE_SECONDS);
                minutes.add(new QueueMinute(until, before, after));
            }
        }
        return minutes;
    }

    static Table table() {
        return new Table(
                "UNTIL",
                "IN",
                "DONE",
                "READY",
                "SCHEDULED",
                "RETRYING",
                "RESERVED",
                "DEAD",
                "MISSING");
    }

    void addTo(Table table) {
        Map<String, Object> fields = fields();
        table.row(fields.values().toArray());
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("until", until.toString());
        fields.put("in", in(after) - in(before));
        fields.put("done", after.out().done() - before.out().done());
        fields.put("ready", after.now().ready());
        fields.put("scheduled", after.now().scheduled());
        fields.put("retrying", after.now().retrying());
        fields.put("reserved", after.now().reserved());
        fields.put("dead", after.now().dead());
        fields.put("missing", after.missing());
        return fields;
    }

    private static long in(Account account) {
        return account.in().jobs();
    }
}
