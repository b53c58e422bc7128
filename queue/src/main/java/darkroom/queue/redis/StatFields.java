package darkroom.queue.redis;

/** The fields of the stats hash. A name of a kind or queue stands after the bar. */
public final class StatFields {
    /** Kinds that no handler here knows are counted together: their names come from outside. */
    public static final String UNKNOWN_KIND = "(unknown)";

    private StatFields() {}

    /** Jobs enqueued into a queue. */
    public static String enqueued(String queue) {
        return "enqueued|" + queue;
    }

    /** Jobs done. */
    public static String done(String kind) {
        return "done|" + kind;
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

    /** First attempts that began this long after the job was enqueued. */
    public static String startedWithin(String kind, int bucket) {
        return "start|" + kind + "|" + bucket;
    }

    /** Jobs that were done this long after they were enqueued. */
    public static String endedWithin(String kind, int bucket) {
        return "end|" + kind + "|" + bucket;
    }
}
