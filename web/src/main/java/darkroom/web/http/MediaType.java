package darkroom.web.http;

import darkroom.queue.Excerpt;
import io.javalin.http.Context;
import java.util.Locale;

/** What a body says it is. */
public final class MediaType {
    private MediaType() {}

    /**
     * Refuses a body of another type; parameters do not count.
     *
     * @param expected type and subtype in lower case
     * @throws ProblemException 415
     */
    public static void require(Context context, String expected) {
        String found = context.header("Content-Type");
        if (found == null || !type(found).equals(expected)) {
            throw Problem.of(
                            415,
                            "unsupported-media-type",
                            "cannot read the body: expected Content-Type %s, found %s"
                                    .formatted(
                                            expected,
                                            found == null
                                                    ? "none"
                                                    : "\"" + Excerpt.of(found) + "\""))
                    .header("Accept", expected)
                    .exception();
        }
    }

    private static String type(String header) {
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
