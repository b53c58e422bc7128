package darkroom.queue.archive;

import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which history of Redis' data this is: another after a restart or a failover, as Redis says, and
 * another after the keys were deleted, since a mark of ours is among them.
 */
final class ArchiveHistory {
    private static final String MARK = "mark";

    private final RedisStore store;

    ArchiveHistory(RedisStore store) {
        this.store = store;
    }

    /**
     * This one.
     *
     * @param mark a text that never was, which is the mark where there is none
     */
    String current(String mark) {
        store.addField(store.keys().deadArchive(), MARK, mark);
        return current();
    }

    private String current() {
        Optional<byte[]> mark = store.field(store.keys().deadArchive(), MARK);
        return store.history()
                + " "
                + mark.map(text -> new String(text, StandardCharsets.UTF_8)).orElse("");
    }

    /** Whether it is still this one: then what was read since is no sign of a loss. */
    boolean isStill(String history) {
        return current().equals(history);
    }
}
