package darkroom.queue.operations;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Whether an operation may go on, by what became of the jobs that it has retried. Pure.
 *
 * <p>Failures are counted in windows, one after another: a window ends when the first attempt of so
 * many jobs has ended, or when too many of them have failed.
 */
final class OperationWatch {
    private final OperationFields fields;
    private final Operation.Ends ends;

    OperationWatch(OperationFields fields, Operation.Ends ends) {
        this.fields = fields;
        this.ends = ends;
    }

    /** Whether its canary, if it has one, was moved whole. */
    static boolean isOut(OperationFields fields) {
        return fields.number("canary") > 0 && fields.number("moved") >= fields.number("canary");
    }

    /** The fields that begin a window here, and let the canary be. */
    static Map<String, String> fromHere(Operation.Ends ends) {
        return Map.of(
                "triedBefore",
                Long.toString(ends.tried()),
                "failedBefore",
                Long.toString(ends.failed()),
                "passed",
                "1");
    }

    /** Jobs that the canary still lacks before it is waited for; -1 if none is to be waited for. */
    long canaryLacks() {
        boolean none = fields.number("canary") == 0 || !fields.text("passed").isEmpty();
        return none ? -1 : Math.max(0, fields.number("canary") - fields.number("moved"));
    }

    /** Why it has to stop, if it has to; while it waits for its canary, and while it runs. */
    Optional<String> objection(long nowMillis) {
        return fields.state() == OperationState.WAITING ? canary(nowMillis) : failures();
    }

    /** Whether all of the canary are done. */
    boolean hasPassed() {
        return ends.dead() == 0 && ends.done() >= fields.number("moved");
    }

    /** Where the window began that goes on, or where the next one begins if it is full. */
    Window window() {
        boolean full = ends.tried() - fields.number("triedBefore") >= fields.pace().window();
        return full
                ? new Window(ends.tried(), ends.failed())
                : new Window(fields.number("triedBefore"), fields.number("failedBefore"));
    }

    /** How many had been tried and had failed when a window began. */
    record Window(long tried, long failed) {}

    private Optional<String> canary(long nowMillis) {
        long moved = fields.number("moved");
        if (ends.dead() > 0) {
            return Optional.of(
                    "the canary failed: "
                            + ends.dead()
                            + " of its "
                            + moved
                            + " jobs died again; mend the cause, then resume, cancel or undo");
        }
        if (!hasPassed() && nowMillis >= fields.number("waitUntil")) {
            return Optional.of(
                    "the canary did not end: after "
                            + time(fields.number("patience"))
                            + ", "
                            + (moved - ends.done())
                            + " of its "
                            + moved
                            + " jobs were not done; look why, then resume, cancel or undo");
        }
        return Optional.empty();
    }

    private Optional<String> failures() {
        long failed = ends.failed() - fields.number("failedBefore");
        long tried = ends.tried() - fields.number("triedBefore");
        Pace pace = fields.pace();
        // More may have been tried since the last look than a window has: then it is their share.
        boolean fewer = failed * pace.window() < pace.failures() * tried;
        if (failed < pace.failures() || (tried > pace.window() && fewer)) {
            return Optional.empty();
        }
        return Optional.of(
                failed
                        + " of the last "
                        + tried
                        + " retried jobs failed again, limit is "
                        + pace.failures()
                        + " of "
                        + pace.window()
                        + "; mend the cause, then resume, cancel or undo");
    }

    private static String time(long millis) {
        long minute = Duration.ofMinutes(1).toMillis();
        return millis % minute == 0
                ? millis / minute + " min"
                : BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + " s";
    }
}
