package darkroom.queue.doctor;

import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** The names that the keys of a namespace have in them, from one walk through all keys. */
final class Keyspace {
    /** The most unique keys that are looked at: beyond it the rest waits for the next time. */
    static final int UNIQUES_MAX = 1_000_000;

    private final Set<String> queues = new TreeSet<>();
    private final Set<String> reservedBy = new TreeSet<>();
    private final Set<String> processes = new TreeSet<>();
    private final Set<String> uniques = new TreeSet<>();
    private final Set<String> outboxes = new TreeSet<>();
    private final Set<String> groupsOfDead = new TreeSet<>();
    private boolean hasMoreUniques;

    private Keyspace() {}

    static Keyspace walk(RedisStore store, Progress progress) {
        Keyspace found = new Keyspace();
        long[] seen = new long[1];
        store.scan()
                .keys(
                        store.keys().all(),
                        page -> {
                            page.forEach(key -> found.add(store.keys(), key));
                            seen[0] += page.size();
                            progress.at("keys", seen[0]);
                        });
        return found;
    }

    private void add(Keys keys, String key) {
        if (Keys.nameIn(key, keys.unique("*")).isPresent() && uniques.size() >= UNIQUES_MAX) {
            hasMoreUniques = true;
            return;
        }
        Keys.nameIn(key, keys.queue("*")).ifPresent(queues::add);
        Keys.nameIn(key, keys.reserved("*")).ifPresent(reservedBy::add);
        Keys.nameIn(key, keys.process("*")).ifPresent(processes::add);
        Keys.nameIn(key, keys.unique("*")).ifPresent(uniques::add);
        Keys.nameIn(key, keys.outboxLive("*")).ifPresent(outboxes::add);
        Keys.nameIn(key, keys.deadOf("*")).ifPresent(groupsOfDead::add);
    }

    Collection<String> queues() {
        return queues;
    }

    Collection<String> reservedBy() {
        return reservedBy;
    }

    Collection<String> processes() {
        return processes;
    }

    Collection<String> uniques() {
        return uniques;
    }

    Collection<String> outboxes() {
        return outboxes;
    }

    /** Groups of failures that have an index of dead jobs. */
    Collection<String> groupsOfDead() {
        return groupsOfDead;
    }

    boolean hasMoreUniques() {
        return hasMoreUniques;
    }
}
