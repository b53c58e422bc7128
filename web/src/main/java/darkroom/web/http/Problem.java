package darkroom.web.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as its caller sees it: a problem of RFC 9457.
 *
 * @param status 400 to 599
 * @param reason a stable word for programs, {@code [a-z0-9-]+}; it never changes its meaning
 * @param detail a sentence for people: what could not be done, what was expected, what was found
 * @param members further members of the JSON object, by name
 * @param headers further headers, by name; never of text from outside
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record Problem(
        int status,
        String reason,
        String detail,
        Map<String, Object> members,
        Map<String, String> headers) {
    /** The media type of a problem. */
    public static final String CONTENT_TYPE = "application/problem+json";

    /** Checks the status; keeps copies. */
    public Problem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException(
                    "cannot make a problem of status " + status + ": expected 400..599");
        }
        members = Map.copyOf(members);
        headers = Map.copyOf(headers);
    }

    /** A problem without further members or headers. */
    public static Problem of(int status, String reason, String detail) {
        return new Problem(status, reason, detail, Map.of(), Map.of());
    }

    /** A problem that says what {@code exception} says, whose message must be fit for callers. */
    public static Problem of(int status, String reason, Exception exception) {
        String message = exception.getMessage();
        return of(status, reason, message == null ? "cannot take the request" : message);
    }

    /** There is nothing at this address, or nothing that the caller may know of. */
    public static Problem notFound(String detail) {
        return of(404, "not-found", detail);
    }

    /** The same problem with another member. */
    public Problem with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(status, reason, detail, more, headers);
    }

    /** The same problem with another header. */
    public Problem header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(status, reason, detail, members, more);
    }

    /**
     * The same problem, telling its caller when to try again.
     *
     * @param delay rounded up to whole seconds, at least one
     */
    public Problem retryAfter(Duration delay) {
        long seconds = Math.max(1, delay.plusMillis(999).toSeconds());
        return header("Retry-After", Long.toString(seconds));
    }

    /** It, to be thrown. */
    public ProblemException exception() {
        return new ProblemException(this);
    }

    /** Answers with it. */
    public void write(Context context) {
        headers.forEach(context::header);
        context.status(status)
                .header("Cache-Control", "no-store")
                .contentType(CONTENT_TYPE)
                .result(json());
    }

    /** Its JSON. */
    byte[] json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "about:blank");
        object.put("title", title(status));
        object.put("status", status);
        object.put("reason", reason);
        object.put("detail", detail);
        object.putAll(members);
        return Json.bytes(object);
    }

    private static String title(int status) {
        HttpStatus known = HttpStatus.forStatus(status);
        return known == HttpStatus.UNKNOWN ? "Status " + status : known.getMessage();
    }
}
