package darkroom.web.dashboard;

import darkroom.queue.operator.AuditEntry.Act;
import darkroom.queue.operator.AuditLog;
import darkroom.web.dashboard.access.Caller;
import darkroom.web.dashboard.figures.Board;
import io.javalin.http.Context;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does nothing that is not in the audit log. Thread-safe. */
final class Audited {
    private static final Logger LOG = LoggerFactory.getLogger(Audited.class);

    private final AuditLog log;
    private final Board board;

    Audited(AuditLog log, Board board) {
        this.log = log;
        this.board = board;
    }

    /**
     * Notes what is about to be done, does it, and notes what came of it. Where it cannot be noted
     * it is not done; where nothing came of it the first note stands alone.
     *
     * @param before the state as it is
     * @param work does it and gives the state after it
     */
    void run(Context context, String verb, String target, String before, Supplier<String> work) {
        run(context, verb, target, before, work, after -> after);
    }

    /**
     * The same for work that has a result.
     *
     * @param after gives the state after it
     * @return the result
     */
    <T> T run(
            Context context,
            String verb,
            String target,
            String before,
            Supplier<T> work,
            Function<T, String> after) {
        Act act = new Act(Caller.of(context).operator().name(), context.ip(), verb, target);
        T result = log.around(act, before, work, after);
        board.expire();
        LOG.atInfo()
                .addKeyValue("operator", act.who())
                .addKeyValue("verb", verb)
                .log("operator acted");
        return result;
    }
}
