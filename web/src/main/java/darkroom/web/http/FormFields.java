package darkroom.web.http;

import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The fields of a form that a page sent, each with one value. */
public final class FormFields {
    private static final int BYTES_MAX = 16 * 1024;
    private static final int FIELDS_MAX = 50;

    private final Map<String, String> fields;

    private FormFields(Map<String, String> fields) {
        this.fields = fields;
    }

    /**
     * Reads the body.
     *
     * @throws ProblemException 415, 413, 408, or 400 where it is no form, or has a field twice
     */
    public static FormFields read(Context context) {
        MediaType.require(context, "application/x-www-form-urlencoded");
        String text = new String(Body.read(context, BYTES_MAX), StandardCharsets.UTF_8);
        Map<String, String> fields = new TreeMap<>();
        for (String part : text.isEmpty() ? new String[0] : text.split("&", FIELDS_MAX + 1)) {
            int equals = part.indexOf('=');
            if (equals < 0
                    || fields.size() == FIELDS_MAX
                    || fields.put(
                                    decoded(part.substring(0, equals)),
                                    decoded(part.substring(equals + 1)))
                            != null) {
                throw wrong();
            }
        }
        return new FormFields(fields);
    }

    /** The value of a field; empty where it was not sent. */
    public String get(String name) {
        return fields.getOrDefault(name, "");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
    }

    private static ProblemException wrong() {
        return Problem.of(
                        400,
                        "wrong-form",
                        "cannot read the form: expected at most "
                                + FIELDS_MAX
                                + " fields, each once, found something else")
                .exception();
    }
}
