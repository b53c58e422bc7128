package darkroom.queue.redis;

import darkroom.queue.Limits;
import darkroom.queue.QueueFullException;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.TimeHistogram;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.resps.Tuple;

/**
 * One Redis, seen as scripts to run and keys to read. Thread-safe; shared by everything in a
 * process that talks to the queue.
 *
 * <p>Nothing that Redis may have taken is ever sent twice by itself: a call either has its reply or
 * throws, and only the caller knows whether it may be repeated.
 */
public final class RedisStore implements AutoCloseable {
    private static final int SCAN_COUNT = 500;

    /** Redis' id of one history of its data (INFO replication). */
    private static final String REPLICATION_ID = "master_replid";

    private final RedisAddress address;
    private final Keys keys;
    private final GuardedClient client;

    private RedisStore(RedisAddress address, ScriptRunner.ScriptSource source) {
        this.address = address;
        this.keys = new Keys(address.namespace(), address.url().database());
        this.client = new GuardedClient(address, source);
    }

    /** A store at {@code address}; opens no connection yet. */
    public static RedisStore open(RedisAddress address) {
        return open(address, Script::source);
    }

    /** One with altered scripts, for tests. */
    static RedisStore open(RedisAddress address, ScriptRunner.ScriptSource source) {
        return new RedisStore(address, source);
    }

    /** Where it is. */
    public RedisAddress address() {
        return address;
    }

    /** The names of its keys. */
    public Keys keys() {
        return keys;
    }

    /**
     * Runs a script.
     *
     * @throws StoreUnavailableException if no reply came in time, or Redis cannot serve now
     * @throws QueueFullException if Redis is at its maxmemory and the script is an enqueue
     */
    public Reply run(Script script, Call call) {
        return runAll(List.of(new ScriptCall(script, call))).get(0).reply();
    }

    /**
     * Runs scripts in one round trip, in order and each on its own: what becomes of one is no
     * matter of the others, and between them others may run. Throws nothing itself.
     */
    public List<Answer> runAll(List<ScriptCall> calls) {
        List<Answer> answers = new ArrayList<>(calls.size());
        for (Object answer : client.run(calls)) {
            answers.add(new Answer(answer, client::translated));
        }
        return answers;
    }

    Connections connections() {
        return client.connections();
    }

    /**
     * How long calls of this process took, those that failed included: by the name of the script
     * that a round trip began with, or {@code command} for all that are no scripts.
     */
    public Map<String, TimeHistogram.Reading> commandTimes() {
        return client.times().read();
    }

    /** Whether Redis answers and takes a write: a PING alone is answered even with a full disk. */
    public void probe() {
        client.call(redis -> redis.set(keys.namespace() + ":probe", "1"));
    }

    /** Redis' clock, epoch ms: the one clock by which anything of the queue is due or expires. */
    public long timeMillis() {
        List<?> reply =
                (List<?>)
                        client.call(
                                redis ->
                                        redis.executeCommand(
                                                new CommandArguments(Protocol.Command.TIME)));
        long seconds = Long.parseLong(text((byte[]) reply.get(0)));
        return seconds * 1_000 + Long.parseLong(text((byte[]) reply.get(1))) / 1_000;
    }

    /**
     * What is another text after every restart and every failover, when this Redis may have gone
     * back to an older state; a mere loss of the connection does not change it.
     */
    public String history() {
        return info("replication").getOrDefault(REPLICATION_ID, "");
    }

    /** A section of what Redis says of itself, by name. */
    public Map<String, String> info(String section) {
        return ServerFacts.info(client, section);
    }

    /** Length of a list; 0 if there is none. */
    public long listLength(String key) {
        return client.call(redis -> redis.llen(key));
    }

    /**
     * Elements {@code from} to {@code to}, both included, of a list; at most {@link
     * Limits#PAGE_MAX}.
     */
    public List<byte[]> listRange(String key, long from, long to) {
        if (to < from) {
            // Redis would count a negative index from the end.
            return List.of();
        }
        long last = Math.min(to, from + Limits.PAGE_MAX - 1);
        return client.call(redis -> redis.lrange(bytes(key), from, last));
    }

    /** The type of a key, {@code none} if there is none. */
    public String type(String key) {
        return client.call(redis -> redis.type(key));
    }

    /** Size of a sorted set. */
    public long sortedSize(String key) {
        return client.call(redis -> redis.zcard(key));
    }

    /** How many members have a score in a range, both ends included. */
    public long sortedCount(String key, double least, double most) {
        return client.call(redis -> redis.zcount(key, least, most));
    }

    /** Members of a sorted set by rank, lowest score first, with scores; at most a page. */
    public List<Scored> sortedRange(String key, long from, long to) {
        if (to < from) {
            return List.of();
        }
        long last = Math.min(to, from + Limits.PAGE_MAX - 1);
        return scored(client.call(redis -> redis.zrangeWithScores(key, from, last)));
    }

    /** All members of a sorted set whose size is bounded by what is written to it. */
    public List<String> sortedMembers(String key) {
        return client.call(redis -> redis.zrange(key, 0, -1));
    }

    /** The same, highest score first. */
    public List<Scored> sortedRangeReversed(String key, long from, long to) {
        if (to < from) {
            return List.of();
        }
        long last = Math.min(to, from + Limits.PAGE_MAX - 1);
        return scored(
                client.call(
                        redis ->
                                redis.zrangeWithScores(
                                        key,
                                        ZRangeParams.zrangeParams((int) from, (int) last).rev())));
    }

    /**
     * Members of a sorted set with scores from {@code most} down to {@code least}, both included,
     * highest first.
     *
     * @param offset how many to leave out
     * @param count at most {@link Limits#PAGE_MAX}
     */
    public List<Scored> sortedDown(String key, double most, double least, int offset, int count) {
        ZRangeParams range =
                ZRangeParams.zrangeByScoreParams(most, least)
                        .rev()
                        .limit(offset, Math.min(count, Limits.PAGE_MAX));
        return scored(client.call(redis -> redis.zrangeWithScores(key, range)));
    }

    /** Score of a member, if it is in the sorted set. */
    public OptionalDouble score(String key, String member) {
        Double score = client.call(redis -> redis.zscore(key, member));
        return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
    }

    /** How many members of a sorted set come before this one, highest score first. */
    public OptionalLong reversedRank(String key, String member) {
        Long rank = client.call(redis -> redis.zrevrank(key, member));
        return rank == null ? OptionalLong.empty() : OptionalLong.of(rank);
    }

    /** How many members of a sorted set have a higher score than this. */
    public long countAbove(String key, double score) {
        return client.call(redis -> redis.zcount(key, "(" + score, "+inf"));
    }

    /**
     * Entries of a stream, latest first; at most a page.
     *
     * @param before id before which to begin; empty for the latest
     */
    public List<Streamed> streamReversed(String key, String before, int count) {
        String from = before.isEmpty() ? "+" : "(" + before;
        int most = Math.min(count, Limits.PAGE_MAX);
        return client.call(redis -> redis.xrevrange(key, from, "-", most)).stream()
                .map(entry -> new Streamed(entry.getID().toString(), entry.getFields()))
                .toList();
    }

    /** Members of a set. */
    public Set<String> members(String key) {
        return client.call(redis -> redis.smembers(key));
    }

    /** Up to {@code count} different members of a set, whichever. */
    public List<String> someMembers(String key, int count) {
        return client.call(redis -> redis.srandmember(key, count));
    }

    /** Adds a member to a set; whether it was not there before. */
    public boolean addMember(String key, String member) {
        return client.call(redis -> redis.sadd(key, member)) == 1;
    }

    /** Removes members from a set; how many were there. */
    public long removeMembers(String key, List<String> members) {
        if (members.isEmpty()) {
            return 0;
        }
        return client.call(redis -> redis.srem(key, members.toArray(String[]::new)));
    }

    /** All fields of a hash whose size is bounded by what is written to it. */
    public Map<String, String> hash(String key) {
        return client.call(redis -> redis.hgetAll(key));
    }

    /** One field of a hash, if it is there. */
    public Optional<byte[]> field(String key, String field) {
        return Optional.ofNullable(client.call(redis -> redis.hget(bytes(key), bytes(field))));
    }

    /** Several fields of a hash, in this order; at most {@link Limits#PAGE_MAX}. */
    public List<Optional<byte[]>> fields(String key, List<String> fields) {
        if (fields.isEmpty()) {
            return List.of();
        }
        byte[][] names =
                fields.stream()
                        .limit(Limits.PAGE_MAX)
                        .map(RedisStore::bytes)
                        .toArray(byte[][]::new);
        return client.call(redis -> redis.hmget(bytes(key), names)).stream()
                .map(Optional::ofNullable)
                .toList();
    }

    /** Sets one field of a hash. */
    public void setField(String key, String field, String value) {
        client.call(redis -> redis.hset(key, field, value));
    }

    /** Sets one field of a hash unless it is there; whether it was not. */
    public boolean addField(String key, String field, String value) {
        return client.call(redis -> redis.hsetnx(key, field, value)) == 1;
    }

    /** Removes one field of a hash; whether it was there. */
    public boolean removeField(String key, String field) {
        return client.call(redis -> redis.hdel(key, field)) == 1;
    }

    /** Size of a hash. */
    public long hashSize(String key) {
        return client.call(redis -> redis.hlen(key));
    }

    /** Fields and values of a hash, some 500 a step, at most {@code most} of them. */
    public List<Map.Entry<String, byte[]>> scanHash(String key, int most) {
        List<Map.Entry<String, byte[]>> found = new ArrayList<>();
        byte[] cursor = bytes(ScanParams.SCAN_POINTER_START);
        do {
            byte[] from = cursor;
            ScanResult<Map.Entry<byte[], byte[]>> page =
                    client.call(
                            redis ->
                                    redis.hscan(
                                            bytes(key), from, new ScanParams().count(SCAN_COUNT)));
            for (Map.Entry<byte[], byte[]> entry : page.getResult()) {
                found.add(Map.entry(text(entry.getKey()), entry.getValue()));
            }
            cursor = page.getCursorAsBytes();
        } while (!"0".equals(text(cursor)) && found.size() < most);
        return found;
    }

    /** What this Redis says of itself: version, settings, state. */
    public ServerFacts serverFacts() {
        return ServerFacts.of(client);
    }

    /** Scores of several members of sorted sets. */
    public SortedScores scores() {
        return new SortedScores(client);
    }

    /** Several hashes at once. */
    public RedisHashes hashes() {
        return new RedisHashes(client);
    }

    /** Texts that expire. */
    public RedisTexts texts() {
        return new RedisTexts(client);
    }

    /** A look at everything that is there, in pages: for what must find what nobody names. */
    public RedisScan scan() {
        return new RedisScan(client);
    }

    /** Removes a key, whatever it holds. */
    public void delete(String key) {
        client.call(redis -> redis.del(key));
    }

    /** Publishes to whoever listens on the channel. */
    public void publish(String channel, String message) {
        client.call(redis -> redis.publish(channel, message));
    }

    /** How many listen on the channel. */
    public long subscribers(String channel) {
        Object reply =
                client.call(
                        redis ->
                                redis.executeCommand(
                                        new CommandArguments(Protocol.Command.PUBSUB)
                                                .add("NUMSUB")
                                                .add(channel)));
        return (Long) ((List<?>) reply).get(1);
    }

    @Override
    public void close() {
        client.close();
    }

    /**
     * A member of a sorted set.
     *
     * @param score what it is sorted by
     */
    public record Scored(String member, double score) {}

    /** An entry of a stream. */
    public record Streamed(String id, Map<String, String> fields) {
        /** Copies the fields. */
        public Streamed {
            fields = Map.copyOf(fields);
        }
    }

    private static List<Scored> scored(List<Tuple> tuples) {
        return tuples.stream().map(one -> new Scored(one.getElement(), one.getScore())).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
