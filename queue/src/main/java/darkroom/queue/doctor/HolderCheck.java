package darkroom.queue.doctor;

import darkroom.queue.json.DeadJob;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether each unique key, and each member of an outbox's live set, has a job that it stands for.
 * What has none is looked for in several walks: a job may slip through one, but not through all.
 */
final class HolderCheck {
    /** The most members of one live set that are looked at. */
    private static final int LIVE_MAX = 1_000_000;

    private static final int WALKS = 4;
    private static final int PAGE = 500;
    private static final long PAUSE_MILLIS = 150;
    private static final byte[] KEY = "\"key\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OUTBOX = "\"outbox\":".getBytes(StandardCharsets.UTF_8);

    private final RedisStore store;
    private final Keys keys;
    private final Mender mender;
    private final JobWalk walk;
    private final Map<String, String> uniques = new HashMap<>();
    private final Map<String, Set<String>> lives = new TreeMap<>();

    HolderCheck(RedisStore store, Mender mender, JobWalk walk) {
        this.store = store;
        this.keys = store.keys();
        this.mender = mender;
        this.walk = walk;
    }

    List<Diagnosis> diagnoses(Keyspace keyspace, Collection<String> outboxes)
            throws InterruptedException {
        readUniques(new ArrayList<>(keyspace.uniques()));
        Set<String> names = new TreeSet<>(keyspace.outboxes());
        names.addAll(outboxes);
        names.forEach(this::readLives);
        for (int i = 0; i < WALKS && !isEmpty(); i++) {
            if (i > 0) {
                new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
            walk.walk(queues(keyspace), processes(keyspace), (place, queue, job) -> met(job));
            if (lives.values().stream().anyMatch(ids -> !ids.isEmpty())) {
                walkDead();
            }
            keepWrong();
        }
        List<Diagnosis> found = new ArrayList<>();
        addUniques(found);
        lives.forEach((outbox, ids) -> addLives(outbox, ids, found));
        return found;
    }

    private void readUniques(List<String> names) {
        for (int from = 0; from < names.size(); from += PAGE) {
            List<String> page = names.subList(from, Math.min(from + PAGE, names.size()));
            List<String> holders = store.scan().values(page.stream().map(keys::unique).toList());
            for (int i = 0; i < page.size(); i++) {
                if (!holders.get(i).isEmpty()) {
                    uniques.put(page.get(i), holders.get(i));
                }
            }
        }
    }

    private void readLives(String outbox) {
        Set<String> ids = new HashSet<>();
        store.scan()
                .set(
                        keys.outboxLive(outbox),
                        page -> {
                            if (ids.size() < LIVE_MAX) {
                                ids.addAll(page);
                            }
                        });
        lives.put(outbox, ids);
    }

    private boolean isEmpty() {
        return uniques.isEmpty() && lives.values().stream().allMatch(Set::isEmpty);
    }

    private Collection<String> queues(Keyspace keyspace) {
        Set<String> queues = new TreeSet<>(keyspace.queues());
        queues.addAll(store.members(keys.queues()));
        return queues;
    }

    private Collection<String> processes(Keyspace keyspace) {
        Set<String> processes = new TreeSet<>(keyspace.reservedBy());
        processes.addAll(store.sortedMembers(keys.processes()));
        processes.addAll(store.sortedMembers(keys.lost()));
        return processes;
    }

    private void met(byte[] payload) {
        if (contains(payload, KEY) || contains(payload, OUTBOX)) {
            JobCodec.decoded(payload).ifPresent(this::met);
        }
    }

    private void met(StoredJob job) {
        String id = job.id().orElse("");
        job.uniqueKey().ifPresent(key -> uniques.remove(key, id));
        job.outbox().map(lives::get).ifPresent(ids -> ids.remove(id));
    }

    // A dead job is still the one that its outbox's row stands for; its unique key it has given up.
    private void walkDead() {
        store.scan()
                .hash(
                        keys.deadJobs(),
                        page ->
                                page.forEach(
                                        entry ->
                                                DeadJob.heldOf(entry.getValue())
                                                        .ifPresent(this::metDead)));
    }

    private void metDead(DeadJob.Held held) {
        Set<String> ids = lives.get(held.outbox());
        if (ids != null) {
            ids.remove(held.id());
        }
    }

    private void keepWrong() {
        uniques.keySet().retainAll(mender.wrong(Mender.Sort.UNIQUE, uniqueSuspects(uniques)));
        lives.forEach(
                (outbox, ids) ->
                        ids.retainAll(mender.wrong(Mender.Sort.LIVE, liveSuspects(outbox, ids))));
    }

    private List<Mender.Suspect> uniqueSuspects(Map<String, String> holders) {
        return holders.entrySet().stream()
                .map(
                        held ->
                                new Mender.Suspect(
                                        held.getKey(),
                                        held.getValue(),
                                        Optional.of(keys.unique(held.getKey()))))
                .toList();
    }

    private List<Mender.Suspect> liveSuspects(String outbox, Collection<String> ids) {
        return Mender.suspects(ids, id -> keys.outboxLive(outbox));
    }

    private void addUniques(List<Diagnosis> found) {
        if (uniques.isEmpty()) {
            return;
        }
        Map<String, String> wrong = new LinkedHashMap<>(uniques);
        found.add(
                Diagnosis.of(
                        new Finding(
                                "stale-unique",
                                wrong.size(),
                                List.copyOf(wrong.keySet()),
                                wrong.size()
                                        + " unique keys are held by jobs that are nowhere, so that"
                                        + " no other job with them is taken",
                                "the jobs were deleted by hand, or lost",
                                "each ends by itself within a day; --repair frees them now",
                                true),
                        () ->
                                "stale-unique: freed "
                                        + mender.mend(Mender.Sort.UNIQUE, uniqueSuspects(wrong))
                                                .size()));
    }

    private void addLives(String outbox, Set<String> ids, List<Diagnosis> found) {
        if (ids.isEmpty()) {
            return;
        }
        List<String> wrong = List.copyOf(ids);
        found.add(
                Diagnosis.of(
                        new Finding(
                                "stale-live",
                                wrong.size(),
                                wrong,
                                "outbox "
                                        + outbox
                                        + " has "
                                        + wrong.size()
                                        + " jobs down as being in Redis that are nowhere, so that"
                                        + " their rows are never sent again",
                                "the jobs were deleted by hand, lost, or dropped when too many"
                                        + " were dead",
                                "--repair takes them off, so that their rows are sent again",
                                true),
                        () ->
                                "stale-live: took off "
                                        + mender.mend(Mender.Sort.LIVE, liveSuspects(outbox, wrong))
                                                .size()
                                        + " of outbox "
                                        + outbox));
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        for (int at = 0; at + part.length <= bytes.length; at++) {
            int i = 0;
            while (i < part.length && bytes[at + i] == part[i]) {
                i++;
            }
            if (i == part.length) {
                return true;
            }
        }
        return false;
    }
}
