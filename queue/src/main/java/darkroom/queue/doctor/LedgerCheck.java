package darkroom.queue.doctor;

import darkroom.queue.json.JobCodec;
import darkroom.queue.ledger.Account;
import darkroom.queue.ledger.Ledger;
import darkroom.queue.redis.RedisStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether every job that came in is somewhere, and none is there that did not come in. */
final class LedgerCheck {
    private static final int TRIES = 3;

    private final RedisStore store;
    private final JobWalk walk;
    private final Collection<String> orphans;
    private final Collection<String> queues;
    private final Counting counting;
    private final List<String> notes = new ArrayList<>();
    private Ledger ledger;

    /**
     * A check that counts now.
     *
     * @param orphans processes that are not in the fleet and hold jobs
     * @param queues all that there are, listed or not
     */
    LedgerCheck(
            RedisStore store, JobWalk walk, Collection<String> orphans, Collection<String> queues) {
        this.store = store;
        this.walk = walk;
        this.orphans = orphans;
        this.queues = queues;
        this.counting = new Counting(store);
        this.ledger = Ledger.read(store, orphans, queues);
    }

    Ledger ledger() {
        return ledger;
    }

    List<String> notes() {
        return notes;
    }

    List<Diagnosis> diagnoses() {
        List<Diagnosis> found = new ArrayList<>();
        if (ledger.isBalanced()) {
            return found;
        }
        if (!ledger.isByQueue()) {
            found.add(Diagnosis.of(gap("all queues together", ledger.sum().missing(), false)));
            return found;
        }
        Account.Now counted = ledger.counted();
        Account.Now places = ledger.places();
        place(Counting.Place.SCHEDULED, counted.scheduled(), places.scheduled(), found);
        place(Counting.Place.RETRYING, counted.retrying(), places.retrying(), found);
        place(Counting.Place.DEAD, counted.dead(), places.dead(), found);
        if (found.isEmpty()) {
            queues(found);
        }
        return found;
    }

    private void place(Counting.Place place, long counted, long there, List<Diagnosis> found) {
        if (counted == there) {
            return;
        }
        Finding finding =
                new Finding(
                        "miscounted-" + place.word(),
                        Math.abs(counted - there),
                        List.of(),
                        counted + " jobs are counted as " + place.word() + ", found " + there,
                        "jobs were taken out or put in by hand; or they are older than these"
                                + " counters",
                        "--repair counts them anew; only then can the queues be compared",
                        true);
        found.add(Diagnosis.of(finding, () -> finding.name() + ": " + counting.recount(place)));
    }

    private void queues(List<Diagnosis> found) {
        Map<String, Long> gaps = gaps(Map.of());
        Map<String, Long> foreign = Map.of();
        // Those of other clients are counted as they end; until then they are seen, not counted.
        for (int i = 0; i < TRIES && !gaps.isEmpty(); i++) {
            foreign = foreign();
            ledger = Ledger.read(store, orphans, queues);
            gaps = gaps(foreign);
        }
        foreign.forEach(
                (queue, count) ->
                        notes.add(
                                count
                                        + " jobs of other clients wait in queue "
                                        + queue
                                        + "; they are counted when their first attempt ends"));
        gaps.forEach(
                (queue, missing) -> {
                    Finding finding = gap("queue " + queue, missing, true);
                    found.add(
                            Diagnosis.of(
                                    finding,
                                    () ->
                                            finding.name()
                                                    + ": "
                                                    + counting.adjust(
                                                            queue,
                                                            ledger.account(queue).in().adjusted(),
                                                            missing)));
                });
    }

    private Map<String, Long> gaps(Map<String, Long> foreign) {
        Map<String, Long> gaps = new TreeMap<>();
        Set<String> queues = new TreeSet<>(ledger.accounts().keySet());
        for (String queue : queues) {
            long gap = ledger.account(queue).missing() + foreign.getOrDefault(queue, 0L);
            if (gap != 0) {
                gaps.put(queue, gap);
            }
        }
        return gaps;
    }

    private Map<String, Long> foreign() {
        Map<String, Long> foreign = new HashMap<>();
        List<String> processes = new ArrayList<>(orphans);
        processes.addAll(store.sortedMembers(store.keys().processes()));
        processes.addAll(store.sortedMembers(store.keys().lost()));
        walk.walk(
                ledger.accounts().keySet(),
                processes,
                (place, queue, payload) -> {
                    boolean counted =
                            place == JobWalk.Place.SCHEDULED || place == JobWalk.Place.RETRYING;
                    if (!counted && !JobCodec.isNamed(payload)) {
                        foreign.merge(queue, 1L, Long::sum);
                    }
                });
        return foreign;
    }

    private static Finding gap(String of, long missing, boolean repairable) {
        String remedy =
                repairable
                        ? "jobs from an outbox come again by themselves; --repair notes the"
                                + " difference, so that the next one shows"
                        : "run the doctor again when fewer jobs are reserved";
        return missing > 0
                ? new Finding(
                        "missing-jobs",
                        missing,
                        List.of(),
                        "of " + of + " " + missing + " jobs came in and are nowhere",
                        "keys were deleted by hand, Redis lost its latest writes, or the jobs are"
                                + " older than this ledger",
                        remedy,
                        repairable)
                : new Finding(
                        "surplus-jobs",
                        -missing,
                        List.of(),
                        "of " + of + " " + -missing + " jobs are there or done that never came in",
                        "jobs were put in by hand with an id, restored from a copy, or are older"
                                + " than this ledger",
                        remedy,
                        repairable);
    }
}
