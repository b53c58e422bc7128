package darkroom.queue.failures;

import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Attempts that failed, by group, as {@code failing.lua} takes them: what each group has in common
 * is said once a call, however many attempts it is of. Not thread-safe.
 */
public final class FailureCounts {
    /** The most groups kept; beyond it the one not seen for longest is forgotten, and counted. */
    public static final int GROUPS_MAX = 10_000;

    private static final String NO_GROUPS = "0";

    private final Map<String, Counted> groups = new LinkedHashMap<>();

    private static final class Counted {
        private FailedAttempt latest;
        private long count;

        Counted(FailedAttempt first) {
            latest = first;
        }
    }

    /** Adds one; the one added last is remembered as an example. */
    public void add(FailedAttempt failed) {
        Counted counted =
                groups.computeIfAbsent(failed.fingerprint().group(), id -> new Counted(failed));
        counted.latest = failed;
        counted.count++;
    }

    /**
     * Adds them all to a call, as the arguments that {@code failing.lua} names; one argument if
     * there are none.
     *
     * @param process name of the process that ran the attempts
     */
    public void addTo(Call call, Keys keys, String process) {
        if (groups.isEmpty()) {
            call.arg(NO_GROUPS);
            return;
        }
        call.arg(groups.size()).arg(call.key(keys.failures()));
        // They follow the first one at once: the script counts on from there.
        indexes(keys).forEach(call::key);
        call.arg(call.key(keys.stats()));
        call.arg(keys.failure("")).arg(GROUPS_MAX).arg(process);
        groups.values().forEach(counted -> add(call, counted));
    }

    /** The lists that have some of the groups, each in an order of its own. */
    private static List<String> indexes(Keys keys) {
        return List.of(
                keys.failuresFresh(),
                keys.failuresByRate(),
                keys.failuresResolved(),
                keys.failuresReturned(),
                keys.failuresMuted());
    }

    private static void add(Call call, Counted counted) {
        FailedAttempt latest = counted.latest;
        Fingerprint fingerprint = latest.fingerprint();
        call.arg(fingerprint.group()).arg(counted.count);
        call.arg(fingerprint.kind()).arg(fingerprint.type());
        call.arg(fingerprint.message()).arg(fingerprint.frame());
        call.arg(latest.message()).arg(latest.stack());
        call.arg(latest.build()).arg(latest.shard());
        call.arg(latest.jobId()).arg(latest.attempt());
    }
}
