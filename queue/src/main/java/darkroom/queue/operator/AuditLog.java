package darkroom.queue.operator;

import darkroom.queue.InvalidJobException;
import darkroom.queue.operator.AuditEntry.Act;
import darkroom.queue.operator.AuditEntry.Phase;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Script;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What operators did; the last {@value #ENTRIES_MAX} entries. Thread-safe. */
public final class AuditLog {
    /** About so many entries are kept. */
    public static final int ENTRIES_MAX = 100_000;

    private static final Pattern ID = Pattern.compile("[0-9]{1,15}-[0-9]{1,15}");

    private final RedisStore store;

    /** The one in {@code store}. */
    public AuditLog(RedisStore store) {
        this.store = store;
    }

    /**
     * Adds an entry.
     *
     * @param state as it is before or after
     */
    public void add(Act act, Phase phase, String state) {
        AuditEntry entry = new AuditEntry("", Instant.EPOCH, act, phase, state);
        Call call = new Call();
        call.key(store.keys().audit());
        call.arg(ENTRIES_MAX);
        call.arg("who").arg(act.who()).arg("from").arg(act.from());
        call.arg("verb").arg(act.verb()).arg("target").arg(act.target());
        call.arg("phase").arg(phase.name().toLowerCase(Locale.ROOT));
        call.arg("state").arg(entry.state());
        store.run(Script.AUDIT, call);
    }

    /**
     * Notes what is about to be done, does it, and notes what came of it. Where it cannot be noted
     * it is not done; where nothing came of it the first note stands alone.
     *
     * @param before the state as it is
     * @param work does it and gives the state after it; what it refuses is noted, and thrown
     */
    public void around(Act act, String before, Supplier<String> work) {
        around(act, before, work, after -> after);
    }

    /**
     * The same for work that has a result.
     *
     * @param after gives the state after it
     * @return the result
     */
    public <T> T around(Act act, String before, Supplier<T> work, Function<T, String> after) {
        add(act, Phase.BEGUN, before);
        try {
            T result = work.get();
            add(act, Phase.DONE, after.apply(result));
            return result;
        } catch (InvalidJobException e) {
            add(act, Phase.REFUSED, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** Whether entries can have such an id. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /**
     * A page, latest first.
     *
     * @param before id of the entry before which to begin; empty for the latest
     * @param limit at most {@link darkroom.queue.Limits#PAGE_MAX}
     */
    public List<AuditEntry> page(String before, int limit) {
        List<AuditEntry> page = new ArrayList<>();
        for (RedisStore.Streamed entry :
                store.streamReversed(store.keys().audit(), before, limit)) {
            page.add(entry(entry.id(), entry.fields()));
        }
        return page;
    }

    private static AuditEntry entry(String id, Map<String, String> fields) {
        return new AuditEntry(
                id,
                Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-')))),
                new Act(
                        fields.getOrDefault("who", ""),
                        fields.getOrDefault("from", ""),
                        fields.getOrDefault("verb", ""),
                        fields.getOrDefault("target", "")),
                phase(fields.getOrDefault("phase", "")),
                fields.getOrDefault("state", ""));
    }

    private static Phase phase(String word) {
        return switch (word) {
            case "done" -> Phase.DONE;
            case "refused" -> Phase.REFUSED;
            default -> Phase.BEGUN;
        };
    }
}
