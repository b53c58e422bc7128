package darkroom.queue.ledger;

import darkroom.queue.redis.Reply;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The counters of the stats hash that have a queue, by queue. */
final class Counters {
    private final Map<String, Map<String, Long>> byQueue = new TreeMap<>();

    /** Of an array of field, value, ... */
    Counters(Reply stats) {
        for (int i = 0; i + 1 < stats.size(); i += 2) {
            String field = stats.text(i);
            String event = field.substring(0, Math.max(0, field.indexOf('|')));
            String queue = field.substring(field.lastIndexOf('|') + 1);
            switch (event) {
                case "enqueued",
                        "foreign",
                        "adjusted",
                        "discarded",
                        "dropped",
                        "merged",
                        "purged" ->
                        add(event, queue, stats.text(i + 1));
                case "done" -> {
                    if (field.indexOf('|') != field.lastIndexOf('|')) {
                        add(event, queue, stats.text(i + 1));
                    }
                }
                case "now" ->
                        add(field.substring(0, field.lastIndexOf('|')), queue, stats.text(i + 1));
                default -> {}
            }
        }
    }

    private void add(String event, String queue, String count) {
        byQueue.computeIfAbsent(queue, fresh -> new HashMap<>())
                .merge(event, Long.parseLong(count), Long::sum);
    }

    Set<String> queues() {
        return byQueue.keySet();
    }

    Account account(String queue, long ready, long reserved) {
        return new Account(
                new Account.In(of(queue, "enqueued"), of(queue, "foreign"), of(queue, "adjusted")),
                new Account.Out(
                        of(queue, "done"),
                        of(queue, "discarded"),
                        of(queue, "dropped"),
                        of(queue, "merged"),
                        of(queue, "purged")),
                new Account.Now(
                        ready,
                        of(queue, "now|scheduled"),
                        of(queue, "now|retrying"),
                        reserved,
                        of(queue, "now|dead")));
    }

    private long of(String queue, String counter) {
        return byQueue.getOrDefault(queue, Map.of()).getOrDefault(counter, 0L);
    }
}
