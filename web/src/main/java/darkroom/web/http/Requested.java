package darkroom.web.http;

import darkroom.queue.Excerpt;
import io.javalin.http.Context;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What the path and the query ask for, checked. */
public final class Requested {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,18}");

    private Requested() {}

    /**
     * The id in the path.
     *
     * @param what whose id, as a sentence names it: "person"
     * @throws ProblemException 404 where it is none: nobody can have it
     */
    public static long id(Context context, String what) {
        String text = context.pathParam("id");
        return parse(text).orElseThrow(() -> noSuch(what, text).exception());
    }

    /** 404 for an id that nobody has. */
    public static Problem noSuch(String what, String id) {
        return Problem.notFound("there is no %s %s".formatted(what, Excerpt.of(id)));
    }

    /**
     * The id in {@code ?before=}, if it is given.
     *
     * @throws ProblemException 400 where it is no id
     */
    public static OptionalLong before(Context context) {
        String text = context.queryParam("before");
        if (text == null) {
            return OptionalLong.empty();
        }
        OptionalLong id = parse(text);
        if (id.isEmpty()) {
            throw wrong("before", "an id", text);
        }
        return id;
    }

    /**
     * The number in {@code ?limit=}, or {@code usual}.
     *
     * @throws ProblemException 400 unless it is 1 to {@code most}
     */
    public static int limit(Context context, int usual, int most) {
        String text = context.queryParam("limit");
        if (text == null) {
            return usual;
        }
        if (text.length() <= 9 && ID.matcher(text).matches()) {
            int limit = Integer.parseInt(text);
            if (limit <= most) {
                return limit;
            }
        }
        throw wrong("limit", "1.." + most, text);
    }

    /** The id that a text is; empty where it is none. */
    public static OptionalLong parse(String text) {
        if (!ID.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            // 19 digits, but past the largest long.
            return OptionalLong.empty();
        }
    }

    /** 400 for a parameter that is something else than expected. */
    public static ProblemException wrong(String parameter, String expected, String found) {
        return Problem.of(
                        400,
                        "wrong-parameter",
                        "cannot use parameter \"%s\": expected %s, found \"%s\""
                                .formatted(parameter, expected, Excerpt.of(found)))
                .exception();
    }
}
