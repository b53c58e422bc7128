package darkroom.queue.trace;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a trace: what W3C calls {@code traceparent}. Immutable.
 *
 * @param traceId of all that comes of one request: 32 hexadecimal digits, not all zero
 * @param parentId of the step it comes from: 16 hexadecimal digits, not all zero
 * @param sampled whether somebody keeps this trace
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">Trace Context</a>
 */
public record TraceParent(String traceId, String parentId, boolean sampled) {
    /** The name of the header, and what it is called wherever a name is needed. */
    public static final String HEADER = "traceparent";

    private static final Pattern TEXT =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern PARENT_ID = Pattern.compile("(?!0{16})[0-9a-f]{16}");
    private static final int CHARS_MAX = 512;

    /** FNV-1a, 64 bits. */
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;

    private static final long FNV_PRIME = 0x100000001b3L;

    /** Checks both ids. */
    public TraceParent {
        if (!TRACE_ID.matcher(traceId).matches() || !PARENT_ID.matcher(parentId).matches()) {
            throw new IllegalArgumentException(
                    "cannot make a trace: expected ids of 32 and 16 hexadecimal digits that are not"
                            + " all zero, found others");
        }
    }

    /** What a header says; empty if it says nothing that may be gone by. */
    public static Optional<TraceParent> parse(String header) {
        if (header.length() > CHARS_MAX) {
            return Optional.empty();
        }
        Matcher text = TEXT.matcher(header);
        if (!text.matches()) {
            return Optional.empty();
        }
        String version = text.group(1);
        // Of a later version the first four parts are the same and more may follow.
        boolean known = version.equals("00") ? text.group(5) == null : !version.equals("ff");
        if (!known
                || !TRACE_ID.matcher(text.group(2)).matches()
                || !PARENT_ID.matcher(text.group(3)).matches()) {
            return Optional.empty();
        }
        boolean sampled = (HexFormat.fromHexDigits(text.group(4)) & 1) == 1;
        return Optional.of(new TraceParent(text.group(2), text.group(3), sampled));
    }

    /** The begin of a new trace. */
    public static TraceParent fresh(RandomGenerator random) {
        String high = hex(random.nextLong());
        return new TraceParent(high + hex(random.nextLong()), hex(random.nextLong()), false);
    }

    /** The next step of the same trace. */
    public TraceParent next(RandomGenerator random) {
        return new TraceParent(traceId, hex(random.nextLong()), sampled);
    }

    /**
     * The next step of the same trace, the same one for the same {@code name}.
     *
     * @param name such as the id of a job and the number of an attempt
     */
    public TraceParent next(String name) {
        long hash = FNV_OFFSET;
        for (byte one : (parentId + name).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (one & 0xff)) * FNV_PRIME;
        }
        return new TraceParent(traceId, hex(hash), sampled);
    }

    /** The step that an attempt of a job is, which was enqueued in this one. */
    public TraceParent ofAttempt(String jobId, int attempt) {
        return next(jobId + " " + attempt);
    }

    /** As it stands in a header and in a job. */
    @Override
    public String toString() {
        return "00-" + traceId + "-" + parentId + (sampled ? "-01" : "-00");
    }

    private static String hex(long bits) {
        return HexFormat.of().toHexDigits(bits == 0 ? 1 : bits);
    }
}
