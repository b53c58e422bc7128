package darkroom.queue.scripts;

import static darkroom.queue.fixtures.TestQueue.NOTE;

import darkroom.queue.Job;
import darkroom.queue.fixtures.KeyspaceDump;
import darkroom.queue.fixtures.TestQueue;
import darkroom.queue.fixtures.TestQueue.Note;
import darkroom.queue.redis.AlteredScripts;
import darkroom.queue.redis.AlteredScripts.Alteration;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Subscription;
import darkroom.queue.reserve.Membership;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;

/** A queue with probes in its scripts, on a Redis of its own that is emptied for each case. */
final class Scene implements AutoCloseable {
    private static final String STEERING = "steering";
    private static final String PLANTED = "another program's";
    private static final long HOUR_MILLIS = 3_600_000;
    private static final Pattern TIMES =
            Pattern.compile("operation:[0-9]+ (startedAt|changedAt|nextAt|waitUntil)");

    private final TestQueue queue;
    private final ScriptProbe probe;
    private final List<Subscription> listeners = new ArrayList<>();
    private final Set<String> promised = new TreeSet<>();
    private final Set<String> ended = new TreeSet<>();

    private Scene(TestQueue queue) {
        this.queue = queue;
        this.probe = new ScriptProbe(queue.jedis(), STEERING);
    }

    /** In a Redis that nobody else uses. */
    static Scene open(URI uri, Alteration alteration) {
        return new Scene(
                TestQueue.at(
                        uri, AlteredScripts.opener(alteration.then(ScriptProbe.around(STEERING)))));
    }

    /** As it was when it was opened. */
    void clear() {
        endListening();
        promised.clear();
        ended.clear();
        queue.jedis().flushAll();
    }

    // Redis hears of it a moment later: until then another scene's process would seem to listen.
    private void endListening() {
        if (!listeners.isEmpty()) {
            listeners.forEach(Subscription::close);
            listeners.clear();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> queue.jedis().pubsubChannels().isEmpty());
        }
    }

    TestQueue queue() {
        return queue;
    }

    RedisStore store() {
        return queue.store();
    }

    Keys keys() {
        return queue.keys();
    }

    Jedis jedis() {
        return queue.jedis();
    }

    ScriptProbe probe() {
        return probe;
    }

    /** This job was accepted: it has to be run, or dead, in the end. */
    void promise(String id) {
        promised.add(id);
    }

    Set<String> promised() {
        return promised;
    }

    /** What is about to be done to this job may be the end of it. */
    void ends(String id) {
        ended.add(id);
    }

    Set<String> ended() {
        return ended;
    }

    /** Another process of the fleet; the first is {@code test-1}. */
    Membership join(String... queues) {
        return queue.join(queues);
    }

    /** Puts another program's text where the queue has something else. */
    void plant(String key) {
        jedis().set(key, PLANTED);
    }

    /** Whether such a text is there. */
    boolean isPlanted(String key) {
        return jedis().type(key).equals("string") && jedis().get(key).equals(PLANTED);
    }

    /** Takes all such texts away again. */
    void takeAwayPlanted() {
        for (String key : jedis().keys(keys().namespace() + ":*")) {
            if (isPlanted(key)) {
                jedis().del(key);
            }
        }
    }

    /** Has the process listen on its life channel, as it does while it lives. */
    void listen(Membership member) {
        Subscription life =
                Subscription.open(store(), List.of(keys().lifeChannel(member.id())), message -> {});
        listeners.add(life);
        try {
            if (!life.awaitListening(Duration.ofSeconds(20))) {
                throw new IllegalStateException("cannot listen: expected it within PT20S");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Enqueues a note {@code id} into queue {@code note}. */
    void enqueue(String... ids) {
        for (String id : ids) {
            queue.client().enqueue(note(id));
        }
    }

    static Job<Note> note(String id) {
        return NOTE.job(new Note(7)).withId(id);
    }

    /** A process that holds these notes, which were enqueued for it. */
    Membership holder(Job<?>... jobs) {
        queue.client().enqueueAll(List.of(jobs));
        Membership member = join("note");
        TestQueue.reserve(member, jobs.length);
        return member;
    }

    /** A process that holds notes of these ids. */
    Membership holder(String... ids) {
        enqueue(ids);
        Membership member = join("note");
        TestQueue.reserve(member, ids.length);
        return member;
    }

    /** Has a process without a beat since the epoch. */
    void silence(Membership member) {
        jedis().zadd(keys().processes(), 1, member.id());
    }

    /**
     * Key without its namespace to content, and whole hours to live where it has any; of the stats
     * hash, and of an operation's but for its times, each field by itself.
     */
    Map<String, String> dump() {
        Map<String, String> dump = new TreeMap<>();
        queue.dump()
                .forEach(
                        (key, content) -> {
                            long hours = (jedis().pttl(key) + HOUR_MILLIS - 1) / HOUR_MILLIS;
                            dump.put(
                                    shortName(key),
                                    hours > 0 ? content + " for " + hours + " h" : content);
                        });
        for (String key : List.copyOf(dump.keySet())) {
            boolean byField = key.equals("stats") || key.matches("operation:[0-9]+");
            if (byField && dump.getOrDefault(key, "").startsWith("hash ")) {
                dump.remove(key);
                jedis().hgetAll(keys().namespace() + ":" + key)
                        .forEach((field, value) -> dump.put(key + " " + field, value));
            }
        }
        dump.keySet().removeIf(key -> TIMES.matcher(key).matches());
        return dump;
    }

    /** What differs from before, by short names, and what the latest script published. */
    List<String> changes(Map<String, String> before) {
        List<String> changes = new ArrayList<>(changedKeys(before));
        for (String published : probe.published()) {
            String name = shortName(published);
            // Beside its first word a message of a life channel is a whole job.
            String[] words = name.split(" ", 3);
            changes.add("> " + words[0] + " " + words[1]);
        }
        return changes;
    }

    /** What differs from before, by short names. */
    List<String> changedKeys(Map<String, String> before) {
        return KeyspaceDump.changed(before, dump());
    }

    String shortName(String key) {
        return key.replace(keys().namespace() + ":", "");
    }

    @Override
    public void close() {
        listeners.forEach(Subscription::close);
        queue.close();
    }
}
