package darkroom.web.dashboard;

import darkroom.queue.threads.Fold;
import darkroom.queue.threads.ThreadBoards.Seen;
import darkroom.web.dashboard.page.Words;
import darkroom.web.http.Requested;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which threads are shown.
 *
 * @param process whose; empty for those of all
 * @param kind that they run; empty for all
 * @param queue that their jobs are of; empty for all
 * @param frame that they block in; empty for any
 * @param stuck whether only those that are stuck
 */
record ThreadFilter(String process, String kind, String queue, String frame, boolean stuck) {
    /** All of them. */
    static final ThreadFilter ALL = new ThreadFilter("", "", "", "", false);

    private static final String PATH = "/threads";

    /** What is asked for. */
    static ThreadFilter of(Context context) {
        String stuck = Asked.text(context, "stuck");
        if (!stuck.isEmpty() && !stuck.equals("yes")) {
            throw Requested.wrong("stuck", "\"yes\", or nothing", stuck);
        }
        return new ThreadFilter(
                Asked.text(context, "process"),
                Asked.text(context, "kind"),
                Asked.text(context, "queue"),
                Asked.text(context, "frame"),
                !stuck.isEmpty());
    }

    boolean isEmpty() {
        return equals(ALL);
    }

    boolean takes(Seen seen) {
        Fold.Where where = Fold.Where.of(seen.running());
        return isOf(process, seen.process())
                && isOf(kind, where.kind())
                && isOf(queue, seen.running().attempt().queue())
                && isOf(frame, where.blocking())
                && (!stuck || seen.running().isStuck());
    }

    /** Whether it takes handlers of this process. */
    boolean isOf(String one) {
        return isOf(process, one);
    }

    private static boolean isOf(String asked, String is) {
        return asked.isEmpty() || asked.equals(is);
    }

    ThreadFilter withProcess(String one) {
        return new ThreadFilter(one, kind, queue, frame, stuck);
    }

    ThreadFilter withKind(String one) {
        return new ThreadFilter(process, one, queue, frame, stuck);
    }

    ThreadFilter withQueue(String one) {
        return new ThreadFilter(process, kind, one, frame, stuck);
    }

    ThreadFilter withFrame(String one) {
        return new ThreadFilter(process, kind, queue, one, stuck);
    }

    ThreadFilter withStuck(boolean only) {
        return new ThreadFilter(process, kind, queue, frame, only);
    }

    /** The page of these. */
    String address() {
        return Words.with(PATH, parameters());
    }

    /** What is chosen, for people. */
    Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        parameters().forEach((name, value) -> words.put(word(name), value));
        return words;
    }

    private static String word(String name) {
        return switch (name) {
            case "process" -> "Process";
            case "kind" -> "Kind";
            case "queue" -> "Queue";
            case "frame" -> "Blocks in";
            default -> "Stuck";
        };
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, "process", process);
        put(parameters, "kind", kind);
        put(parameters, "queue", queue);
        put(parameters, "frame", frame);
        put(parameters, "stuck", stuck ? "yes" : "");
        return parameters;
    }

    private static void put(Map<String, String> parameters, String name, String value) {
        if (!value.isEmpty()) {
            parameters.put(name, value);
        }
    }
}
