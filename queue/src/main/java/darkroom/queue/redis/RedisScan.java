package darkroom.queue.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.resps.Tuple;

/**
 * Walks through all that is there, a page at a time. Of what comes, goes or changes meanwhile some
 * is seen, perhaps twice, and some is not; what stays all the while is seen. Thread-safe.
 */
public final class RedisScan {
    private static final int PAGE = 500;

    private final GuardedClient client;

    RedisScan(GuardedClient client) {
        this.client = client;
    }

    /** All keys of a pattern. */
    public void keys(String pattern, Consumer<List<String>> pages) {
        ScanParams matching = new ScanParams().match(pattern).count(PAGE * 2);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            String from = cursor;
            ScanResult<String> page = client.call(redis -> redis.scan(from, matching));
            pages.accept(page.getResult());
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    }

    /** Fields and values of a hash. */
    public void hash(String key, Consumer<List<Map.Entry<byte[], byte[]>>> pages) {
        byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
        do {
            byte[] from = cursor;
            ScanResult<Map.Entry<byte[], byte[]>> page =
                    client.call(
                            redis -> redis.hscan(bytes(key), from, new ScanParams().count(PAGE)));
            pages.accept(page.getResult());
            cursor = page.getCursorAsBytes();
        } while (!isEnd(cursor));
    }

    /** Members of a sorted set. */
    public void sorted(String key, Consumer<List<byte[]>> pages) {
        byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
        do {
            byte[] from = cursor;
            ScanResult<Tuple> page =
                    client.call(
                            redis -> redis.zscan(bytes(key), from, new ScanParams().count(PAGE)));
            pages.accept(page.getResult().stream().map(Tuple::getBinaryElement).toList());
            cursor = page.getCursorAsBytes();
        } while (!isEnd(cursor));
    }

    /** Members of a set. */
    public void set(String key, Consumer<List<String>> pages) {
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            String from = cursor;
            ScanResult<String> page =
                    client.call(redis -> redis.sscan(key, from, new ScanParams().count(PAGE)));
            pages.accept(page.getResult());
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    }

    /**
     * Elements of a list, from its tail to its head: what is taken from the head meanwhile may be
     * missed, what is added at the tail is not seen, and nothing else is missed.
     */
    public void listFromTail(String key, Consumer<List<byte[]>> pages) {
        List<byte[]> page;
        long last = -1;
        do {
            long to = last;
            page = client.call(redis -> redis.lrange(bytes(key), to - PAGE + 1, to));
            pages.accept(page);
            last -= PAGE;
        } while (page.size() == PAGE);
    }

    /** The values of several keys; empty texts for those that are not there. */
    public List<String> values(List<String> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        List<String> values = new ArrayList<>(keys.size());
        client.call(redis -> redis.mget(keys.toArray(String[]::new)))
                .forEach(value -> values.add(value == null ? "" : value));
        return values;
    }

    /** Those of {@code candidates} that are members of a set. */
    public List<String> membersOf(String key, List<String> candidates) {
        List<String> members = new ArrayList<>();
        for (int from = 0; from < candidates.size(); from += PAGE) {
            List<String> page = candidates.subList(from, Math.min(from + PAGE, candidates.size()));
            List<Boolean> are =
                    client.call(redis -> redis.smismember(key, page.toArray(String[]::new)));
            for (int i = 0; i < page.size(); i++) {
                if (are.get(i)) {
                    members.add(page.get(i));
                }
            }
        }
        return members;
    }

    private static boolean isEnd(byte[] cursor) {
        return cursor.length == 1 && cursor[0] == '0';
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
