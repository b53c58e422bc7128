package darkroom.queue.doctor;

import darkroom.queue.Excerpt;
import darkroom.queue.QueueName;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether each place is what it should be, and is named where it has to be. */
final class PlaceCheck {
    private final RedisStore store;
    private final Keys keys;
    private final Mender mender;

    PlaceCheck(RedisStore store, Mender mender) {
        this.store = store;
        this.keys = store.keys();
        this.mender = mender;
    }

    List<Diagnosis> diagnoses(Keyspace keyspace) {
        List<Diagnosis> found = new ArrayList<>();
        types(keyspace, found);
        mender.diagnosis(
                        Mender.Sort.QUEUE,
                        Mender.suspects(keyspace.queues(), keys::queue),
                        "unlisted-queue",
                        "%d queues with jobs that are not in the set of queues, so that no listing shows"
                                + " them",
                        "a client wrote to the list and not to the set, or the set was deleted",
                        "--repair adds them to the set")
                .ifPresent(found::add);
        dead(found);
        schedule(keys.scheduled(), found);
        schedule(keys.retrying(), found);
        return found;
    }

    /** What is worth knowing of queues: those that hold jobs and that nobody serves. */
    List<String> notes() {
        Set<String> served = new TreeSet<>();
        for (String id : store.sortedMembers(keys.processes())) {
            String queues = store.hash(keys.process(id)).getOrDefault("queues", "");
            served.addAll(List.of(queues.split(",", -1)));
        }
        List<String> notes = new ArrayList<>();
        for (String queue : store.members(keys.queues())) {
            boolean holdsJobs =
                    "list".equals(store.type(keys.queue(queue)))
                            && store.listLength(keys.queue(queue)) > 0;
            if (holdsJobs && !served.isEmpty() && !served.contains(queue)) {
                notes.add("queue " + queue + " holds jobs and no process serves it");
            }
        }
        return notes;
    }

    private void types(Keyspace keyspace, List<Diagnosis> found) {
        Map<String, String> expected = new LinkedHashMap<>();
        List.of(keys.queues(), keys.paused(), keys.serving())
                .forEach(key -> expected.put(key, "set"));
        List.of(keys.scheduled(), keys.retrying(), keys.processes(), keys.lost(), keys.dead())
                .forEach(key -> expected.put(key, "zset"));
        List.of(keys.standby(), keys.deadJobs(), keys.deadArchive(), keys.stats(), keys.fleet())
                .forEach(key -> expected.put(key, "hash"));
        expected.put(keys.objectives(), "hash");
        List.of(keys.failures(), keys.failuresFresh(), keys.failuresByRate())
                .forEach(key -> expected.put(key, "zset"));
        List.of(keys.failuresResolved(), keys.failuresReturned(), keys.failuresMuted())
                .forEach(key -> expected.put(key, "zset"));
        keyspace.groupsOfDead().forEach(group -> expected.put(keys.deadOf(group), "zset"));
        List.of(keys.minutes(), keys.waits()).forEach(key -> expected.put(key, "list"));
        expected.put(keys.term(), "string");
        keyspace.queues().forEach(queue -> expected.put(keys.queue(queue), "list"));
        keyspace.reservedBy().forEach(id -> expected.put(keys.reserved(id), "hash"));
        List<String> wrong = wrong(expected);
        if (!wrong.isEmpty()) {
            found.add(
                    Diagnosis.of(
                            new Finding(
                                    "wrong-type",
                                    wrong.size(),
                                    wrong,
                                    "keys of ours hold something else",
                                    "another program uses the same names",
                                    "rename its keys, or give this queue a namespace of its own",
                                    false)));
        }
    }

    private List<String> wrong(Map<String, String> expected) {
        List<String> wrong = new ArrayList<>();
        expected.forEach(
                (key, type) -> {
                    String is = store.type(key);
                    // Jesque keeps its delayed queues as sorted sets under the same names.
                    boolean jesque = "list".equals(type) && "zset".equals(is);
                    if (!is.equals(type) && !"none".equals(is) && !jesque) {
                        wrong.add(key + " is a " + is + ", expected a " + type);
                    }
                });
        return wrong;
    }

    private void dead(List<Diagnosis> found) {
        List<String> index = new ArrayList<>();
        store.scan().sorted(keys.dead(), page -> index.addAll(wrong(Mender.Sort.INDEX, page)));
        List<String> records = new ArrayList<>();
        store.scan()
                .hash(
                        keys.deadJobs(),
                        page ->
                                records.addAll(
                                        wrong(
                                                Mender.Sort.RECORD,
                                                page.stream().map(Map.Entry::getKey).toList())));
        mender.diagnosis(
                        Mender.Sort.INDEX,
                        Mender.suspects(index),
                        "dead-without-record",
                        "%d names in the dead set have no record: those jobs are lost",
                        "the record was deleted by hand, or only the set was restored",
                        "--repair takes the names out of the set")
                .ifPresent(found::add);
        mender.diagnosis(
                        Mender.Sort.RECORD,
                        Mender.suspects(records),
                        "record-without-dead",
                        "%d records of dead jobs are not in the dead set, so that no listing shows them",
                        "the set was deleted by hand, or only the records were restored",
                        "--repair puts them into the set")
                .ifPresent(found::add);
    }

    private List<String> wrong(Mender.Sort sort, List<byte[]> names) {
        return mender.wrong(sort, Mender.suspects(names.stream().map(PlaceCheck::text).toList()));
    }

    // The promoter stumbles over a member of which the queue cannot be read.
    private void schedule(String key, List<Diagnosis> found) {
        List<String> bad = new ArrayList<>();
        store.scan()
                .sorted(
                        key,
                        page ->
                                page.stream()
                                        .map(PlaceCheck::text)
                                        .filter(member -> !QueueName.isValid(queueOf(member)))
                                        .forEach(bad::add));
        bad.removeIf(member -> store.score(key, member).isEmpty());
        if (!bad.isEmpty()) {
            found.add(
                    Diagnosis.of(
                            new Finding(
                                    "bad-schedule",
                                    bad.size(),
                                    bad.stream().map(Excerpt::of).toList(),
                                    "members of "
                                            + key
                                            + " do not begin with the name of a queue and a colon",
                                    "another program or a person wrote to the schedule",
                                    "remove them with ZREM",
                                    false)));
        }
    }

    /** The name of the queue in a member of a schedule; empty if there is none. */
    static String queueOf(String member) {
        return member.substring(0, Math.max(0, member.indexOf(':')));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
