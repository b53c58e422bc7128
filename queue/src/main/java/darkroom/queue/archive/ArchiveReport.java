package darkroom.queue.archive;

import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * What the archivist said last of its work. It stands in Redis, for those who know no database.
 *
 * @param at when it said so, by Redis' clock
 * @param copiedUntil what died by then is copied
 * @param bytes of bodies in Redis, of what is copied
 * @param budgetBytes that may be there
 * @param lacking how many dead jobs had no body anywhere when it last looked at all
 */
public record ArchiveReport(
        Instant at, Instant copiedUntil, long bytes, long budgetBytes, long lacking) {
    private static final String FIELD = "report";
    private static final int NUMBERS = 5;

    /** The last one, if there ever was one. */
    public static Optional<ArchiveReport> read(RedisStore store) {
        return store.field(store.keys().deadArchive(), FIELD)
                .map(text -> new String(text, StandardCharsets.UTF_8).split(" ", -1))
                .filter(words -> words.length >= NUMBERS)
                .map(
                        words ->
                                new ArchiveReport(
                                        Instant.ofEpochMilli(Long.parseLong(words[0])),
                                        Instant.ofEpochMilli(Long.parseLong(words[1])),
                                        Long.parseLong(words[2]),
                                        Long.parseLong(words[3]),
                                        Long.parseLong(words[4])));
    }

    /** How many dead jobs are not copied yet; all of them where there never was a report. */
    public static long uncopied(RedisStore store) {
        String dead = store.keys().dead();
        return read(store)
                .map(report -> store.countAbove(dead, (double) report.copiedUntil().toEpochMilli()))
                .orElseGet(() -> store.sortedSize(dead));
    }

    void tell(RedisStore store) {
        String text =
                at.toEpochMilli()
                        + " "
                        + copiedUntil.toEpochMilli()
                        + " "
                        + bytes
                        + " "
                        + budgetBytes
                        + " "
                        + lacking;
        store.setField(store.keys().deadArchive(), FIELD, text);
    }
}
