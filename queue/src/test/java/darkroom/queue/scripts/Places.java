package darkroom.queue.scripts;

import static java.nio.charset.StandardCharsets.UTF_8;

import darkroom.queue.failures.Fingerprint;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.json.DeadJob;
import darkroom.queue.redis.Keys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

/**
 * Where all jobs are at one moment, and what says so beside them.
 *
 * @param jobs id to each place where it stands
 * @param held process to the fields of its reserved hash, by their jobs' ids
 * @param unique unique key to the id that holds it
 * @param failures attempts that failed, by group
 */
record Places(
        Map<String, List<String>> jobs,
        Map<String, Map<String, String>> held,
        Map<String, String> unique,
        Set<String> live,
        Set<String> done,
        Set<String> processes,
        Set<String> lost,
        Set<String> serving,
        Map<String, String> standby,
        Map<String, Long> failures) {
    /** Of the failures that there are, but for jobs that end their process. */
    static final List<String> TYPES = List.of("first", "second", "third");

    static final String DEAD = "dead";
    private static final String POISON = Fingerprint.poison("note").group();
    static final String RESERVED = "reserved ";
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    /** Reads them in one round trip. */
    static Places read(
            Jedis jedis,
            Keys keys,
            List<String> queues,
            List<String> uniqueKeys,
            String outbox,
            Collection<String> everyProcess) {
        Map<String, Response<List<String>>> lists = new TreeMap<>();
        Map<String, Response<Map<String, String>>> hashes = new TreeMap<>();
        Map<String, Response<String>> texts = new TreeMap<>();
        Pipeline pipeline = jedis.pipelined();
        queues.forEach(
                queue -> lists.put("ready " + queue, pipeline.lrange(keys.queue(queue), 0, -1)));
        lists.put("scheduled", pipeline.zrange(keys.scheduled(), 0, -1));
        lists.put("retrying", pipeline.zrange(keys.retrying(), 0, -1));
        everyProcess.forEach(id -> hashes.put(id, pipeline.hgetAll(keys.reserved(id))));
        uniqueKeys.forEach(key -> texts.put(key, pipeline.get(keys.unique(key))));
        Response<Map<String, String>> records = pipeline.hgetAll(keys.deadJobs());
        Map<String, Response<List<String>>> deadOf = new TreeMap<>();
        Map<String, Response<String>> totals = new TreeMap<>();
        for (String group : groups()) {
            deadOf.put(group, pipeline.zrange(keys.deadOf(group), 0, -1));
            totals.put(group, pipeline.hget(keys.failure(group), "total"));
        }
        Response<List<String>> dead = pipeline.zrange(keys.dead(), 0, -1);
        Response<Set<String>> live = pipeline.smembers(keys.outboxLive(outbox));
        Response<Set<String>> done = pipeline.smembers(keys.outboxDone(outbox));
        Response<List<String>> processes = pipeline.zrange(keys.processes(), 0, -1);
        Response<List<String>> lost = pipeline.zrange(keys.lost(), 0, -1);
        Response<Set<String>> serving = pipeline.smembers(keys.serving());
        Response<Map<String, String>> standby = pipeline.hgetAll(keys.standby());
        pipeline.sync();

        Map<String, List<String>> jobs = new TreeMap<>();
        lists.forEach((place, jsons) -> jsons.get().forEach(json -> add(jobs, id(json), place)));
        Map<String, Map<String, String>> held = new TreeMap<>();
        hashes.forEach((process, hash) -> held.put(process, held(process, hash.get(), jobs)));
        records.get().keySet().forEach(id -> add(jobs, id, DEAD));
        checkIndexes(records.get(), dead.get(), deadOf);
        return new Places(
                jobs,
                held,
                present(texts),
                live.get(),
                done.get(),
                Set.copyOf(processes.get()),
                Set.copyOf(lost.get()),
                serving.get(),
                standby.get(),
                failures(totals));
    }

    private static Map<String, String> held(
            String process, Map<String, String> hash, Map<String, List<String>> jobs) {
        Map<String, String> fields = new TreeMap<>();
        hash.forEach(
                (field, json) -> {
                    fields.put(field, id(json));
                    add(jobs, id(json), RESERVED + process);
                });
        return fields;
    }

    private static Map<String, Long> failures(Map<String, Response<String>> totals) {
        Map<String, Long> failures = new TreeMap<>();
        present(totals).forEach((group, total) -> failures.put(group, Long.parseLong(total)));
        failures.remove(POISON);
        return failures;
    }

    private static List<String> groups() {
        return Stream.concat(TYPES.stream().map(TestQueue::group), Stream.of(POISON)).toList();
    }

    private static void checkIndexes(
            Map<String, String> records,
            List<String> dead,
            Map<String, Response<List<String>>> deadOf) {
        if (!records.keySet().equals(Set.copyOf(dead))) {
            throw new IllegalStateException(
                    "dead jobs " + records.keySet() + " are not those of the index " + dead);
        }
        Map<String, Set<String>> expected = new TreeMap<>();
        records.forEach(
                (id, record) ->
                        expected.computeIfAbsent(
                                        DeadJob.fromBytes(record.getBytes(UTF_8)).group(),
                                        group -> new TreeSet<>())
                                .add(id));
        Map<String, Set<String>> found = new TreeMap<>();
        deadOf.forEach(
                (group, index) -> {
                    if (!index.get().isEmpty()) {
                        found.put(group, new TreeSet<>(index.get()));
                    }
                });
        if (!expected.equals(found)) {
            throw new IllegalStateException(
                    "dead jobs by group are " + expected + ", their indexes have " + found);
        }
    }

    private static Map<String, String> present(Map<String, Response<String>> texts) {
        Map<String, String> present = new TreeMap<>();
        texts.forEach(
                (key, text) -> {
                    if (text.get() != null) {
                        present.put(key, text.get());
                    }
                });
        return present;
    }

    private static void add(Map<String, List<String>> jobs, String id, String place) {
        jobs.computeIfAbsent(id, first -> new ArrayList<>()).add(place);
    }

    static String id(String json) {
        Matcher id = ID.matcher(json);
        if (!id.find()) {
            throw new IllegalStateException("a job without an id: " + json);
        }
        return id.group(1);
    }
}
