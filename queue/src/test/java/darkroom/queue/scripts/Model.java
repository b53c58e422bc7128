package darkroom.queue.scripts;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What has to be so in Redis, by what was done and what was answered. */
final class Model {
    /** Where a job has to be. */
    enum State {
        /** In one queue, schedule or pair of hands. */
        LIVE,
        /** In the dead set. */
        DEAD,
        /** Done, or deleted by a person. */
        OVER
    }

    private final Map<String, State> states = new TreeMap<>();
    private final Map<String, String> uniqueKeys = new TreeMap<>();
    private final Set<String> ofOutbox = new TreeSet<>();

    /** Rows of the outbox that were committed and not deleted yet, to their unique keys. */
    final Map<String, String> rows = new TreeMap<>();

    /** Attempts that failed, by group. */
    private final Map<String, Long> failures = new TreeMap<>();

    private int lastId;

    String nextId() {
        lastId++;
        return "j" + lastId;
    }

    void accepted(String id) {
        states.put(id, State.LIVE);
    }

    void acceptedUnique(String id, String key) {
        accepted(id);
        uniqueKeys.put(id, key);
    }

    void acceptedFromOutbox(String id) {
        accepted(id);
        ofOutbox.add(id);
    }

    /** Whether it was enqueued from the outbox, even if it is over and its row still there. */
    boolean isOfOutbox(String id) {
        return ofOutbox.contains(id);
    }

    void buried(String id) {
        states.put(id, State.DEAD);
    }

    void failed(String group) {
        failures.merge(group, 1L, Long::sum);
    }

    void redriven(String id) {
        states.put(id, State.LIVE);
    }

    void over(String id) {
        states.put(id, State.OVER);
    }

    State stateOf(String id) {
        return states.getOrDefault(id, State.OVER);
    }

    /** The live job that holds this unique key, or none: an empty text. */
    String holderOf(String key) {
        for (Map.Entry<String, String> unique : uniqueKeys.entrySet()) {
            if (unique.getValue().equals(key) && stateOf(unique.getKey()) == State.LIVE) {
                return unique.getKey();
            }
        }
        return "";
    }

    String uniqueKeyOf(String id) {
        return uniqueKeys.getOrDefault(id, "");
    }

    List<String> in(State state) {
        return states.entrySet().stream()
                .filter(job -> job.getValue() == state)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Forgets jobs that are over and in no place, as they must be. */
    void forgetOver() {
        List<String> over = in(State.OVER);
        over.forEach(
                id -> {
                    states.remove(id);
                    uniqueKeys.remove(id);
                    if (!rows.containsKey(id)) {
                        ofOutbox.remove(id);
                    }
                });
    }

    /**
     * After a step of an operation, which may have put any dead job back into its queue, or any
     * that waits there among the dead: those for which it has.
     */
    void resolve(Places places) {
        for (String id : in(State.LIVE)) {
            if (places.jobs().getOrDefault(id, List.of()).equals(List.of(Places.DEAD))) {
                buried(id);
            }
        }
        for (String id : in(State.DEAD)) {
            List<String> where = places.jobs().getOrDefault(id, List.of());
            if (!where.contains(Places.DEAD) && !where.isEmpty()) {
                redriven(id);
            }
        }
    }

    void check(Places places) {
        Set<String> all = new TreeSet<>(states.keySet());
        all.addAll(places.jobs().keySet());
        for (String id : all) {
            checkJob(id, places.jobs().getOrDefault(id, List.of()));
        }
        Map<String, String> unique = new TreeMap<>();
        uniqueKeys.forEach(
                (id, key) -> {
                    if (stateOf(id) == State.LIVE) {
                        unique.put(key, id);
                    }
                });
        expect(unique, places.unique(), "unique keys");
        Set<String> live = new TreeSet<>(ofOutbox);
        live.removeIf(id -> stateOf(id) == State.OVER);
        expect(live, new TreeSet<>(places.live()), "jobs of the outbox that are not over");
        Set<String> over = new TreeSet<>(rows.keySet());
        over.retainAll(ofOutbox);
        over.removeIf(id -> stateOf(id) != State.OVER);
        expect(over, new TreeSet<>(places.done()), "jobs of the outbox that are over");
        expect(failures, places.failures(), "failures by group");
    }

    private void checkJob(String id, List<String> where) {
        boolean right =
                switch (stateOf(id)) {
                    case LIVE -> where.size() == 1 && !where.contains(Places.DEAD);
                    case DEAD -> where.equals(List.of(Places.DEAD));
                    case OVER -> where.isEmpty();
                };
        if (!right) {
            throw new IllegalStateException(
                    "expected job " + id + " to be " + stateOf(id) + ", found it in " + where);
        }
    }

    private static void expect(Object expected, Object found, String what) {
        if (!expected.equals(found)) {
            throw new IllegalStateException(
                    "expected " + what + " to be " + expected + ", found " + found);
        }
    }
}
