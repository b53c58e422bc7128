package darkroom.queue.failures;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Failures that are one failure, as they are known at one moment. All times are Redis'.
 *
 * @param fingerprint what they have in common; its {@code group} is the id
 * @param seen when and how often
 * @param minutes how many in each minute of the last two hours that had any, by the minute's begin
 * @param where on which builds, process names and shards, each the newest first
 * @param latest the latest of them
 * @param samples some of the jobs that failed by it, the newest first
 * @param triage what people have said of it
 */
public record FailureGroup(
        Fingerprint fingerprint,
        Seen seen,
        SortedMap<Instant, Long> minutes,
        Where where,
        Latest latest,
        List<Sample> samples,
        Triage triage) {
    /**
     * When and how often.
     *
     * @param total attempts that failed by it, since it is known
     * @param dead jobs that are dead by it now
     * @param perMinute how many a minute of late: each weighs less by 1/e every ten minutes
     */
    public record Seen(Instant first, Instant last, long total, long dead, double perMinute) {}

    /** Where it was seen; eight of each at most, and none where nothing is known. */
    public record Where(List<Trace> builds, List<Trace> processes, List<Trace> shards) {}

    /** A build, a process or a shard, and when it failed there last. */
    public record Trace(String name, Instant last) {}

    /** Beginnings of the message and of the stack trace; the latter may be empty. */
    public record Latest(String message, String stack) {}

    /**
     * A job that failed by it. It may have been retried, or be over, since.
     *
     * @param build empty where it is not known
     */
    public record Sample(String jobId, Instant at, int attempt, String process, String build) {}

    /**
     * What people have said of it. A text that is empty was never said, or was taken back.
     *
     * @param since when it was resolved, or came back after that
     * @param mutedUntil empty if it is not muted now
     * @param changes by whom and when, the newest first
     */
    public record Triage(
            State state,
            Optional<Instant> since,
            Optional<Instant> mutedUntil,
            String assignee,
            String note,
            String runbook,
            List<Change> changes) {}

    /**
     * A change that somebody made.
     *
     * @param verb such as {@code mute}
     * @param value the beginning of what it was set to
     */
    public record Change(Instant at, String who, String verb, String value) {}

    /** How it stands with a group. */
    public enum State {
        /** Nobody has said that it is resolved. */
        OPEN,
        /** Somebody wants to hear nothing of it for a time. */
        MUTED,
        /** It has not failed since somebody said so. */
        RESOLVED,
        /** It has, and is open again. */
        RETURNED
    }

    /** The id of the group. */
    public String id() {
        return fingerprint.group();
    }
}
