package darkroom.web.dashboard;

import darkroom.queue.Limits;
import darkroom.queue.QueueName;
import darkroom.web.http.ProblemException;
import darkroom.web.http.Requested;
import io.javalin.http.Context;
import java.util.regex.Pattern;

/** What the query asks for, checked. */
final class Asked {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");
    private static final int CHARS_MAX = 400;

    private Asked() {}

    /** A text of some length; empty where it is not given. */
    static String text(Context context, String name) {
        String text = context.queryParam(name);
        if (text == null) {
            return "";
        }
        if (text.length() > CHARS_MAX) {
            throw Requested.wrong(name, "at most " + CHARS_MAX + " characters", text);
        }
        return text;
    }

    /** A number from 0; 0 where it is not given. */
    static long number(Context context, String name, long most) {
        String text = context.queryParam(name);
        if (text == null) {
            return 0;
        }
        if (!NUMBER.matcher(text).matches() || Long.parseLong(text) > most) {
            throw Requested.wrong(name, "0.." + most, text);
        }
        return Long.parseLong(text);
    }

    /** The id of a row: above 0. */
    static long id(String name, String text) {
        return Requested.parse(text)
                .orElseThrow(() -> Requested.wrong(name, "1.." + Long.MAX_VALUE, text));
    }

    /** The name of a queue. */
    static String queue(Context context, String name) {
        String queue = text(context, name);
        if (!QueueName.isValid(queue)) {
            throw noQueue(name, queue);
        }
        return queue;
    }

    /** 400 for what no queue is called. */
    static ProblemException noQueue(String name, String found) {
        return Requested.wrong(name, "the name of a queue, of " + QueueName.PATTERN, found);
    }

    /** How many to leave out of a list. */
    static long offset(Context context) {
        return number(context, "offset", Limits.QUEUE_JOBS_MAX);
    }
}
