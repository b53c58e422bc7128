package darkroom.queue.failures;

import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.RedisStore.Scored;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import darkroom.queue.redis.SortedPage;
import darkroom.queue.redis.StatFields;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All groups of failures, to be looked at. Each call costs what it shows and not what there is.
 * Thread-safe.
 *
 * <pre>
 *   FailureGroups.Page page = groups.list(Listing.NEWLY_SEEN, Optional.empty(), 50);
 *   page.next().map(cursor -&gt; groups.list(Listing.NEWLY_SEEN, Optional.of(cursor), 50));
 * </pre>
 */
public final class FailureGroups {
    /** The most groups of a page. */
    public static final int PAGE_MAX = 200;

    private final RedisStore store;

    /** Looks into {@code store}. */
    public FailureGroups(RedisStore store) {
        this.store = store;
    }

    /**
     * Some groups.
     *
     * @param next a cursor for the page after this one; empty if this is the last
     */
    public record Page(List<FailureGroup> groups, Optional<String> next) {}

    /** How many were forgotten, since there were too many. */
    public long forgotten() {
        return store.field(store.keys().stats(), StatFields.GROUPS_FORGOTTEN)
                .map(count -> Long.parseLong(new String(count, StandardCharsets.US_ASCII)))
                .orElse(0L);
    }

    /**
     * A page of groups. One that is forgotten, or seen again, meanwhile may be left out.
     *
     * @param after a cursor of another page of this listing, or empty for the first
     * @param limit from 1 to {@link #PAGE_MAX}
     * @throws IllegalArgumentException if the cursor or the limit cannot be used
     */
    public Page list(Listing listing, Optional<String> after, int limit) {
        return list(listing, after, limit, List.of());
    }

    /**
     * The same, but without what a list has no room for: minutes, traces, samples, changes, the
     * latest message and its stack are empty. A page costs much less so.
     */
    public Page listBriefly(Listing listing, Optional<String> after, int limit) {
        return list(listing, after, limit, GroupReader.BRIEF);
    }

    private Page list(Listing listing, Optional<String> after, int limit, List<String> wanted) {
        if (limit < 1 || limit > PAGE_MAX) {
            throw new IllegalArgumentException(
                    "cannot list groups: expected a limit of 1.."
                            + PAGE_MAX
                            + ", found "
                            + limit
                            + "; choose one of these");
        }
        double least = listing == Listing.MUTED ? store.timeMillis() + 1 : Double.NEGATIVE_INFINITY;
        SortedPage page = SortedPage.read(store, listing.key(store.keys()), after, least, limit);
        return new Page(
                read(page.members().stream().map(Scored::member).toList(), wanted), page.next());
    }

    /** How many are new, or came back, after that moment by Redis' clock. */
    public long countNew(Instant after) {
        return store.countAbove(store.keys().failuresFresh(), (double) after.toEpochMilli());
    }

    /**
     * Some of those that were new, or came back, within a time by Redis' clock, the latest first;
     * as {@link #listBriefly} has them.
     *
     * @param limit from 1 to {@link #PAGE_MAX}
     */
    public List<FailureGroup> newBetween(Instant from, Instant to, int limit) {
        return read(
                store
                        .sortedDown(
                                store.keys().failuresFresh(),
                                (double) to.toEpochMilli(),
                                (double) from.toEpochMilli(),
                                0,
                                Math.min(limit, PAGE_MAX))
                        .stream()
                        .map(Scored::member)
                        .toList(),
                GroupReader.BRIEF);
    }

    /** One group, if it is known. */
    public Optional<FailureGroup> find(String id) {
        return Fingerprint.isGroup(id)
                ? read(List.of(id), List.of()).stream().findFirst()
                : Optional.empty();
    }

    /** Reads them; of each those fields that are wanted, or all where none is named. */
    private List<FailureGroup> read(List<String> ids, List<String> wanted) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.failuresByRate());
        call.arg(wanted.size());
        wanted.forEach(call::arg);
        for (String id : ids) {
            call.key(keys.failure(id));
            call.key(keys.deadOf(id));
            call.arg(id);
        }
        Reply reply = store.run(Script.GROUPS, call);
        List<FailureGroup> groups = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            Map<String, String> fields = fields(wanted, reply.array(3 * i + 1));
            if (fields.containsKey("total")) {
                groups.add(
                        GroupReader.read(
                                ids.get(i),
                                fields,
                                reply.number(3 * i + 2),
                                Double.parseDouble(reply.text(3 * i + 3)),
                                reply.number(0)));
            }
        }
        return groups;
    }

    private static Map<String, String> fields(List<String> wanted, Reply reply) {
        Map<String, String> fields = new HashMap<>();
        List<String> texts = reply.textsFrom(0);
        if (wanted.isEmpty()) {
            for (int i = 0; i < texts.size(); i += 2) {
                fields.put(texts.get(i), texts.get(i + 1));
            }
        } else {
            for (int i = 0; i < texts.size(); i++) {
                if (!texts.get(i).isEmpty()) {
                    fields.put(wanted.get(i), texts.get(i));
                }
            }
        }
        return fields;
    }
}
