package darkroom.bench;

import darkroom.queue.archive.DeadQuery;
import darkroom.queue.archive.DeadQuery.Field;
import darkroom.queue.archive.DeadSearch;
import darkroom.queue.archive.DeadSearch.Hit;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What is searched for, made of a dead job that is there. */
final class Wants {
    static final int PAGE = 50;

    private Wants() {}

    /**
     * A search.
     *
     * @param after where it goes on, if it does
     */
    record Want(DeadQuery query, Optional<String> after) {
        Want(DeadQuery query) {
            this(query, Optional.empty());
        }

        DeadSearch.Answer by(DeadSearch search) {
            return search.search(query, after, PAGE);
        }
    }

    /** What is searched by, to the search that some job gives. */
    static Map<String, Function<Hit, Want>> all() {
        Map<String, Function<Hit, Want>> all = new LinkedHashMap<>();
        all.put("nothing", hit -> new Want(DeadQuery.ALL));
        all.put("id", hit -> new Want(by(Field.ID, hit.place().name())));
        all.put("kind", hit -> new Want(by(Field.KIND, hit.kind())));
        all.put("queue", hit -> new Want(by(Field.QUEUE, hit.queue())));
        all.put("group", hit -> new Want(by(Field.GROUP, hit.group())));
        all.put("error", hit -> new Want(by(Field.ERROR, hit.error())));
        all.put("shard", hit -> new Want(by(Field.SHARD, hit.shard())));
        all.put("user", hit -> new Want(by(Field.USER, hit.user())));
        all.put("arg", hit -> new Want(DeadQuery.ALL.withArg("readerId=" + hit.user())));
        all.put("time", hit -> new Want(DeadQuery.ALL.since(at(hit, -1)).until(at(hit, 1))));
        all.put("kind, a page in the middle", Wants::middle);
        all.put(
                "kind, error, shard, time",
                hit ->
                        new Want(
                                by(Field.KIND, hit.kind())
                                        .with(Field.ERROR, hit.error())
                                        .with(Field.SHARD, hit.shard())
                                        .until(at(hit, 1))));
        all.put(
                "user and an arg of another",
                hit -> new Want(by(Field.USER, hit.user()).withArg("readerId=-1")));
        all.put("kind and another's queue", Wants::never);
        return all;
    }

    private static DeadQuery by(Field field, String value) {
        return DeadQuery.ALL.with(field, value);
    }

    private static Instant at(Hit hit, int seconds) {
        return Instant.ofEpochMilli(hit.place().diedAt()).plus(Duration.ofSeconds(seconds));
    }

    private static Want middle(Hit hit) {
        String cursor = hit.place().diedAt() + "~" + hit.place().name();
        return new Want(by(Field.KIND, hit.kind()), Optional.of(cursor));
    }

    // Each matches a fifth of all, and no job both.
    private static Want never(Hit hit) {
        List<String> queues = Wanted.queues();
        int next = (queues.indexOf(hit.queue()) + 1) % queues.size();
        return new Want(by(Field.KIND, hit.kind()).with(Field.QUEUE, queues.get(next)));
    }
}
