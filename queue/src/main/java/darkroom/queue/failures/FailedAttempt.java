package darkroom.queue.failures;

import darkroom.queue.Excerpt;
import darkroom.queue.handler.Failure;
import darkroom.queue.json.DeadJob;

/**
 * An attempt that failed, as its group is to count and remember it.
 *
 * @param fingerprint of what it failed by
 * @param jobId the job's id
 * @param attempt which attempt it was, from 1
 * @param failure what it failed by, whole
 * @param build of the application that ran it; empty where it is not known
 */
public record FailedAttempt(
        Fingerprint fingerprint, String jobId, int attempt, Failure failure, String build) {
    private static final int MESSAGE_CHARS_MAX = 500;
    private static final int STACK_CHARS_MAX = 2_000;
    private static final String SHARD = "shard";
    private static final int SHARD_DIGITS_MAX = 6;

    /** The last attempt of a job that may have ended the processes that ran it. */
    public static FailedAttempt poison(DeadJob job, String build) {
        return new FailedAttempt(
                Fingerprint.poison(job.kind()),
                job.id(),
                job.attempt(),
                Failure.of(job.cause().type(), job.cause().message()),
                build);
    }

    /** The beginning of its message. */
    String message() {
        return Excerpt.cut(failure.message(), MESSAGE_CHARS_MAX);
    }

    /** The beginning of its stack. */
    String stack() {
        return Excerpt.cut(failure.stack(), STACK_CHARS_MAX);
    }

    /** The number of the first shard that its message names; empty if it names none. */
    String shard() {
        String text = message();
        for (int at = text.indexOf(SHARD); at >= 0; at = text.indexOf(SHARD, at + 1)) {
            int from = at + SHARD.length();
            if (from < text.length() && " _-".indexOf(text.charAt(from)) >= 0) {
                from++;
            }
            int to = from;
            while (to < text.length() && isDigit(text.charAt(to))) {
                to++;
            }
            if (to > from && to - from <= SHARD_DIGITS_MAX) {
                return Integer.toString(Integer.parseInt(text.substring(from, to)));
            }
        }
        return "";
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
