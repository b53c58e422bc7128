package darkroom.queue.inspect;

import darkroom.queue.QueueName;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The queues: how long they are, what waits in them, and pausing them. Thread-safe. */
public final class Queues {
    private final RedisStore store;

    /** Looks into {@code store}. */
    public Queues(RedisStore store) {
        this.store = store;
    }

    /**
     * One queue.
     *
     * @param ready how many jobs are ready in it
     */
    public record QueueView(String name, long ready, boolean paused) {}

    /** All queues by name. */
    public List<QueueView> list() {
        Keys keys = store.keys();
        Set<String> paused = store.members(keys.paused());
        List<QueueView> views = new ArrayList<>();
        for (String name : store.members(keys.queues())) {
            String key = keys.queue(name);
            long ready =
                    switch (store.type(key)) {
                        case "list" -> store.listLength(key);
                        // Jesque keeps its delayed queues as sorted sets under the same names.
                        case "zset" -> store.sortedSize(key);
                        default -> 0;
                    };
            views.add(new QueueView(name, ready, paused.contains(name)));
        }
        views.sort(Comparator.comparing(QueueView::name));
        return views;
    }

    /** Names of the queues that are paused, whether they exist yet or not. */
    public Set<String> paused() {
        return Set.copyOf(store.members(store.keys().paused()));
    }

    /** The JSON of the next jobs of a queue, at most {@code most}. */
    public List<String> peek(String name, int most) {
        return store.listRange(store.keys().queue(QueueName.check(name)), 0, most - 1L).stream()
                .map(payload -> new String(payload, StandardCharsets.UTF_8))
                .toList();
    }

    /**
     * Stops jobs of this queue from being reserved, from now until {@link #resume}; those in hand
     * go on, and enqueue goes on. A queue that does not exist yet can be paused ahead.
     *
     * @return false if it was paused already
     */
    public boolean pause(String name) {
        boolean paused = store.addMember(store.keys().paused(), QueueName.check(name));
        // Whoever stands by says for which queues: so that none is handed a job of this one.
        store.delete(store.keys().standby());
        return paused;
    }

    /**
     * Lets jobs of this queue be reserved again, at once.
     *
     * @return false if it was not paused
     */
    public boolean resume(String name) {
        boolean was =
                store.removeMembers(store.keys().paused(), List.of(QueueName.check(name))) == 1;
        store.publish(store.keys().wakeChannel(), "ready");
        return was;
    }
}
