package darkroom.queue.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import darkroom.queue.Excerpt;
import darkroom.queue.InvalidJobException;
import darkroom.queue.Limits;
import darkroom.queue.trace.TraceParent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A job as it stands in Redis. Members that are not ours are kept as they are. Immutable.
 *
 * <table>
 * <caption>Members</caption>
 * <tr><th>name</th><th>is</th><th>absent means</th></tr>
 * <tr><td>class</td><td>the kind</td><td>refused</td></tr>
 * <tr><td>args</td><td>array</td><td>no args</td></tr>
 * <tr><td>vars</td><td>object: Jesque's args by name</td><td>none</td></tr>
 * <tr><td>id</td><td>the job's id</td><td>it has none yet; a worker gives it one</td></tr>
 * <tr><td>at</td><td>first enqueued, epoch ms</td><td>not known</td></tr>
 * <tr><td>due</td><td>when it was to begin at the earliest, epoch ms</td><td>at once</td></tr>
 * <tr><td>attempt</td><td>the next attempt, from 1</td><td>1</td></tr>
 * <tr><td>max</td><td>attempts in all</td><td>its kind's</td></tr>
 * <tr><td>timeout</td><td>of one attempt, ms</td><td>its kind's</td></tr>
 * <tr><td>key</td><td>its unique key</td><td>none</td></tr>
 * <tr><td>outbox</td><td>the outbox it came from</td><td>none</td></tr>
 * <tr><td>trace</td><td>W3C's traceparent: the step it was enqueued in</td><td>none</td></tr>
 * <tr><td>losses</td><td>processes lost while they ran it; the first may only have held it</td>
 * <td>0</td></tr>
 * <tr><td>lost</td><td>array: ids of the last of them</td><td>none</td></tr>
 * <tr><td>begun</td><td>id of a process that has begun it and may still run it</td><td>none</td></tr>
 * <tr><td>unknownSince</td><td>no process knew its kind since, epoch ms</td><td>–</td></tr>
 * <tr><td>awaySince</td><td>what it needs was away since, epoch ms</td><td>–</td></tr>
 * <tr><td>edits</td><td>array: who changed its args when it was dead, when, and the args before,
 * as text; the last of them</td><td>none</td></tr>
 * <tr><td>operation</td><td>number of the operation that retried it when it was dead</td><td>none
 * did</td></tr>
 * </table>
 */
public final class StoredJob {
    private static final String LOST = "lost";
    private static final String BEGUN = "begun";
    private static final String OPERATION = "operation";
    private static final String EDITS = "edits";

    /** The most edits kept with a job. */
    private static final int EDITS_MAX = 5;

    /** The most text of args before, in all edits kept, in characters. */
    private static final int EDITS_CHARS_MAX = Limits.ARGS_BYTES_MAX;

    private final JobReader read;

    private StoredJob(JobReader read) {
        this.read = read;
    }

    static StoredJob of(byte[] payload) {
        return new StoredJob(new JobReader(payload).read());
    }

    /** The name of its kind. */
    public String kind() {
        return read.kind;
    }

    /** Its args, an array; empty if it has none. Jesque's named args stand in it as one object. */
    public JsonNode args() {
        ObjectNode json = tree();
        JsonNode args = json.path("args");
        if (args.isArray() && !args.isEmpty()) {
            return args;
        }
        JsonNode named = json.path("vars");
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        return named.isObject() && !named.isEmpty() ? array.add(named) : array;
    }

    /** Whether it has one arg, an object. */
    boolean hasOnlyAnObject() {
        return read.argFrom >= 0;
    }

    /** That only object, as {@code type}. */
    <A> A onlyObject(Class<A> type) throws IOException {
        return Json.reader(type).readValue(read.payload, read.argFrom, read.argTo - read.argFrom);
    }

    /** Its id, unless a foreign client left it out. */
    public Optional<String> id() {
        return Optional.ofNullable(read.id);
    }

    /** When it was first enqueued, in epoch milliseconds. */
    public OptionalLong enqueuedAt() {
        return optional(read.enqueuedAt);
    }

    /**
     * When it could begin first, in epoch milliseconds: when it was enqueued, or for one with a
     * delay at the end of that.
     */
    public OptionalLong firstDueAt() {
        return optional(read.dueAt < 0 ? read.enqueuedAt : read.dueAt);
    }

    /** The attempt that is to be run next, from 1. */
    public int attempt() {
        return (int) read.attempt;
    }

    /** Attempts in all, if it has its own. */
    public OptionalInt maxAttempts() {
        return read.maxAttempts < 0 ? OptionalInt.empty() : OptionalInt.of((int) read.maxAttempts);
    }

    /** The timeout of an attempt, if it has its own. */
    public Optional<Duration> timeout() {
        return read.timeoutMillis < 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(read.timeoutMillis));
    }

    /** Its unique key, if any. */
    public Optional<String> uniqueKey() {
        return Optional.ofNullable(read.uniqueKey);
    }

    /** The outbox it came from, if any. */
    public Optional<String> outbox() {
        return Optional.ofNullable(read.outbox);
    }

    /** The step of a trace in which it was enqueued, if any; what cannot be read is none. */
    public Optional<TraceParent> trace() {
        String text = read.trace;
        return text == null ? Optional.empty() : TraceParent.parse(text);
    }

    /**
     * How many processes were lost while they ran it. The first may only have held it: what a
     * process has begun is on record from the second on.
     */
    public int losses() {
        return (int) read.losses;
    }

    /** The ids of those processes, the last {@link Limits#LOSSES_MAX} of them. */
    public List<String> lostProcesses() {
        List<String> ids = new ArrayList<>();
        for (JsonNode id : tree().path(LOST)) {
            if (id.isTextual()) {
                ids.add(Excerpt.of(id.asText()));
            }
        }
        return ids.subList(Math.max(0, ids.size() - Limits.LOSSES_MAX), ids.size());
    }

    /** The process that has begun it and may still be running it, if that is on record. */
    public Optional<String> begunBy() {
        return Optional.ofNullable(read.begunBy);
    }

    /** Whether somebody may have begun it before: its effect may be there, or may still come. */
    public boolean mayHaveBegun() {
        return read.attempt > 1 || read.losses > 0 || read.begunBy != null;
    }

    /** Since when no process has known its kind, in epoch milliseconds. */
    public OptionalLong unknownSince() {
        return optional(read.unknownSince);
    }

    /** Since when something it needs has been away, in epoch milliseconds. */
    public OptionalLong awaySince() {
        return optional(read.awaySince);
    }

    /** The number of the operation that retried it last, if one did since it was dead. */
    public OptionalLong operation() {
        return optional(read.operation);
    }

    /** The same job, retried by that operation. */
    public StoredJob withOperation(long number) {
        return changed(json -> json.put(OPERATION, number));
    }

    /** The same job with this id. */
    public StoredJob withId(String id) {
        return changed(json -> json.put("id", id));
    }

    /** The same job, to be run as this attempt next. */
    public StoredJob withAttempt(int attempt) {
        return changed(json -> json.put("attempt", attempt));
    }

    /** The same job as it was before its first attempt. */
    public StoredJob fresh() {
        return changed(
                json -> {
                    json.remove("attempt");
                    json.remove("losses");
                    json.remove(LOST);
                    json.remove("unknownSince");
                    json.remove("awaySince");
                    json.remove(OPERATION);
                });
    }

    /**
     * What a person changed.
     *
     * @param at epoch ms
     * @param by who
     * @param args as they were before, as JSON text
     */
    public record Edit(long at, String by, String args) {}

    /** The last changes that people made to its args while it was dead, oldest first. */
    public List<Edit> edits() {
        List<Edit> edits = new ArrayList<>();
        for (JsonNode edit : tree().path(EDITS)) {
            edits.add(
                    new Edit(
                            edit.path("at").asLong(),
                            edit.path("by").asText(),
                            edit.path("args").asText()));
        }
        return edits;
    }

    /**
     * The same job with other args. Those before are kept with it, as text: the last {@value
     * #EDITS_MAX}, and not more than an enqueue takes.
     *
     * @param argsText JSON: an object, or an array of positional args
     * @param by who changes them
     * @param at epoch ms
     * @throws InvalidJobException if the text is none of both or larger than an enqueue takes
     */
    public StoredJob withArgs(String argsText, String by, long at) {
        ArrayNode args = JobCodec.argsOf(argsText);
        List<Edit> edits = new ArrayList<>(edits());
        edits.add(new Edit(at, Excerpt.of(by), args().toString()));
        while (edits.size() > EDITS_MAX || chars(edits) > EDITS_CHARS_MAX) {
            edits.remove(0);
        }
        return changed(
                json -> {
                    json.set("args", args);
                    json.remove("vars");
                    ArrayNode kept = json.putArray(EDITS);
                    for (Edit edit : edits) {
                        kept.addObject()
                                .put("at", edit.at())
                                .put("by", edit.by())
                                .put("args", edit.args());
                    }
                });
    }

    private static int chars(List<Edit> edits) {
        return edits.stream().mapToInt(edit -> edit.args().length()).sum();
    }

    /** The same job, begun by that process. */
    public StoredJob withBegun(String processId) {
        return changed(json -> json.put(BEGUN, processId));
    }

    /** The same job, with one more process lost while it ran it. */
    public StoredJob withLoss(String processId) {
        List<String> ids = new ArrayList<>(lostProcesses());
        ids.add(processId);
        List<String> last = ids.subList(Math.max(0, ids.size() - Limits.LOSSES_MAX), ids.size());
        return changed(
                json -> {
                    json.put("losses", Math.min(losses(), Integer.MAX_VALUE - 1) + 1);
                    ArrayNode lost = json.putArray(LOST);
                    last.forEach(lost::add);
                    json.remove(BEGUN);
                });
    }

    /** The same job, whose kind nobody has known since then. */
    public StoredJob withUnknownSince(long epochMillis) {
        return changed(json -> json.put("unknownSince", epochMillis));
    }

    /** The same job, whose kind somebody knows. */
    public StoredJob known() {
        return changed(json -> json.remove("unknownSince"));
    }

    /** The same job, which has waited since then for something that is away. */
    public StoredJob withAwaySince(long epochMillis) {
        return changed(json -> json.put("awaySince", epochMillis));
    }

    /** The same job, which waits for nothing. */
    public StoredJob notAway() {
        return changed(json -> json.remove("awaySince"));
    }

    /** Its JSON; not copied. */
    public byte[] toBytes() {
        return read.payload;
    }

    private StoredJob changed(Consumer<ObjectNode> change) {
        ObjectNode json = tree();
        change.accept(json);
        return of(JobCodec.write(json));
    }

    private ObjectNode tree() {
        try {
            return (ObjectNode)
                    Json.MAPPER.readTree(new String(read.payload, StandardCharsets.UTF_8));
        } catch (JsonProcessingException | IllegalArgumentException | ArithmeticException e) {
            // Also a number whose exponent is too large for any of Java's, which decode() skips.
            throw new InvalidJobException(
                    "cannot read the job: it is not JSON we take: " + Json.problem(e), e);
        }
    }

    private static OptionalLong optional(long number) {
        return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }
}
