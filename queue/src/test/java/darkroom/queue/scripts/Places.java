package darkroom.queue.scripts;

import darkroom.queue.redis.Keys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

/**
 * Where all jobs are at one moment, and what says so beside them.
 *
 * @param jobs id to each place where it stands
 * @param held process to the fields of its reserved hash, by their jobs' ids
 * @param unique unique key to the id that holds it
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
        Map<String, String> standby) {
    static final String DEAD = "dead";
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
        Response<Set<String>> records = pipeline.hkeys(keys.deadJobs());
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
        hashes.forEach(
                (process, hash) -> {
                    Map<String, String> fields = new TreeMap<>();
                    hash.get()
                            .forEach(
                                    (field, json) -> {
                                        fields.put(field, id(json));
                                        add(jobs, id(json), RESERVED + process);
                                    });
                    held.put(process, fields);
                });
        records.get().forEach(id -> add(jobs, id, DEAD));
        if (!records.get().equals(Set.copyOf(dead.get()))) {
            throw new IllegalStateException(
                    "dead jobs " + records.get() + " are not those of the index " + dead.get());
        }
        return new Places(
                jobs,
                held,
                present(texts),
                live.get(),
                done.get(),
                Set.copyOf(processes.get()),
                Set.copyOf(lost.get()),
                serving.get(),
                standby.get());
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
