package darkroom.queue.redis;

import darkroom.queue.LatencyBuckets;
import java.util.Map;
import java.util.TreeMap;

/** The fields of the stats hash. A name of a kind or queue stands after the bar. */
public final class StatFields {
    /** Kinds that no handler here knows are counted together: their names come from outside. */
    public static final String UNKNOWN_KIND = "(unknown)";

    /** Groups of failures that were forgotten, since there were too many. */
    public static final String GROUPS_FORGOTTEN = "groups-forgotten";

    /** As many as there are operations on record. */
    private static final int OPERATION_SLOTS = 100;

    private StatFields() {}

    /** Jobs enqueued into a queue. */
    public static String enqueued(String queue) {
        return "enqueued|" + queue;
    }

    /** Jobs done. By both, so that one counter serves kinds and the ledger of queues. */
    public static String done(String kind, String queue) {
        return "done|" + kind + "|" + queue;
    }

    /** Jobs that were first counted when an attempt ended, since their client counts none. */
    public static String foreign(String queue) {
        return "foreign|" + queue;
    }

    /** Jobs of a queue that are in a place now: scheduled, retrying or dead. */
    public static String now(String place, String queue) {
        return "now|" + place + "|" + queue;
    }

    /** By how many jobs a person has corrected the account of a queue. */
    public static String adjusted(String queue) {
        return "adjusted|" + queue;
    }

    /** Attempts that failed, whether retried or not. */
    public static String failed(String kind) {
        return "failed|" + kind;
    }

    /** Failed attempts that another followed. */
    public static String retried(String kind) {
        return "retried|" + kind;
    }

    /** Jobs that went to dead. */
    public static String dead(String kind) {
        return "dead|" + kind;
    }

    /** Jobs put off without an attempt used up. */
    public static String snoozed(String kind) {
        return "snoozed|" + kind;
    }

    /** Jobs put off because something they need was away; each is one of the snoozed, too. */
    public static String awaited(String dependency) {
        return "awaited|" + dependency;
    }

    /** Of those, jobs whose call had no answer: it may have had its effect. */
    public static String unanswered(String dependency) {
        return "unanswered|" + dependency;
    }

    /** First attempts that began this long after the job was enqueued. */
    public static String startedWithin(String kind, int bucket) {
        return "start|" + kind + "|" + bucket;
    }

    /** Jobs that were done this long after they were enqueued. */
    public static String endedWithin(String kind, int bucket) {
        return "end|" + kind + "|" + bucket;
    }

    /** Attempts that ran for so long, however they ended. */
    public static String ranWithin(String kind, int bucket) {
        return "run|" + kind + "|" + bucket;
    }

    /** Jobs of a queue that had waited for so long when they began first. */
    public static String waitedWithin(String queue, int bucket) {
        return "wait|" + queue + "|" + bucket;
    }

    /** What {@link #waitedWithin} counts, of all fields: by {@link LatencyBuckets}, by queue. */
    public static Map<String, long[]> waits(Map<String, String> fields) {
        Map<String, long[]> waits = new TreeMap<>();
        fields.forEach(
                (field, count) -> {
                    String[] words = field.split("\\|", -1);
                    if (words.length == 3 && words[0].equals("wait")) {
                        waits.computeIfAbsent(words[1], queue -> new long[LatencyBuckets.COUNT])[
                                        Integer.parseInt(words[2])] =
                                Long.parseLong(count);
                    }
                });
        return waits;
    }

    /**
     * Jobs retried by one operation of which the first attempt since has ended ({@code tried}), of
     * which it failed ({@code failed}), that are done or that are dead again.
     *
     * @param slot of the operation: bounded, since a job from outside can name any
     */
    public static String operation(int slot, String end) {
        return "operation|" + slot + "|" + end;
    }

    /** The slot of an operation, by its number, whatever that is. */
    public static int operationSlot(long number) {
        return (int) Math.floorMod(number, (long) OPERATION_SLOTS);
    }
}
