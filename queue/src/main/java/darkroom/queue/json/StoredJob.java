package darkroom.queue.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A job as it stands in Redis. Members that are not ours are kept as they are.
 *
 * <table>
 * <caption>Members</caption>
 * <tr><th>name</th><th>is</th><th>absent means</th></tr>
 * <tr><td>class</td><td>the kind</td><td>refused</td></tr>
 * <tr><td>args</td><td>array</td><td>no args</td></tr>
 * <tr><td>vars</td><td>object: Jesque's args by name</td><td>none</td></tr>
 * <tr><td>id</td><td>the job's id</td><td>it has none yet; a worker gives it one</td></tr>
 * <tr><td>at</td><td>first enqueued, epoch ms</td><td>not known</td></tr>
 * <tr><td>attempt</td><td>the next attempt, from 1</td><td>1</td></tr>
 * <tr><td>max</td><td>attempts in all</td><td>its kind's</td></tr>
 * <tr><td>timeout</td><td>of one attempt, ms</td><td>its kind's</td></tr>
 * <tr><td>key</td><td>its unique key</td><td>none</td></tr>
 * <tr><td>outbox</td><td>the outbox it came from</td><td>none</td></tr>
 * <tr><td>losses</td><td>processes lost while they held it</td><td>0</td></tr>
 * <tr><td>unknownSince</td><td>no process knew its kind since, epoch ms</td><td>–</td></tr>
 * </table>
 */
public final class StoredJob {
    private final ObjectNode json;

    StoredJob(ObjectNode json) {
        this.json = json;
    }

    /** The name of its kind. */
    public String kind() {
        return json.path("class").asText();
    }

    /** Its args, an array; empty if it has none. Jesque's named args stand in it as one object. */
    public JsonNode args() {
        JsonNode args = json.path("args");
        if (args.isArray() && !args.isEmpty()) {
            return args;
        }
        JsonNode named = json.path("vars");
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        return named.isObject() && !named.isEmpty() ? array.add(named) : array;
    }

    /** Its id, unless a foreign client left it out. */
    public Optional<String> id() {
        return text("id");
    }

    /** When it was first enqueued, in epoch milliseconds. */
    public OptionalLong enqueuedAt() {
        return number("at");
    }

    /** The attempt that is to be run next, from 1. */
    public int attempt() {
        return json.path("attempt").asInt(1);
    }

    /** Attempts in all, if it has its own. */
    public OptionalInt maxAttempts() {
        return json.has("max") ? OptionalInt.of(json.path("max").asInt()) : OptionalInt.empty();
    }

    /** The timeout of an attempt, if it has its own. */
    public Optional<Duration> timeout() {
        OptionalLong millis = number("timeout");
        return millis.isPresent()
                ? Optional.of(Duration.ofMillis(millis.getAsLong()))
                : Optional.empty();
    }

    /** Its unique key, if any. */
    public Optional<String> uniqueKey() {
        return text("key");
    }

    /** The outbox it came from, if any. */
    public Optional<String> outbox() {
        return text("outbox");
    }

    /** How many processes were lost while they held it. */
    public int losses() {
        return json.path("losses").asInt(0);
    }

    /** Since when no process has known its kind, in epoch milliseconds. */
    public OptionalLong unknownSince() {
        return number("unknownSince");
    }

    /** The same job with this id. */
    public StoredJob withId(String id) {
        return new StoredJob(json.deepCopy().put("id", id));
    }

    /** The same job, to be run as this attempt next. */
    public StoredJob withAttempt(int attempt) {
        return new StoredJob(json.deepCopy().put("attempt", attempt));
    }

    /** The same job as it was before its first attempt. */
    public StoredJob fresh() {
        ObjectNode copy = json.deepCopy();
        copy.remove("attempt");
        copy.remove("losses");
        copy.remove("unknownSince");
        return new StoredJob(copy);
    }

    /** The same job, with one more process lost while it held it. */
    public StoredJob withLoss() {
        return new StoredJob(json.deepCopy().put("losses", losses() + 1));
    }

    /** The same job, whose kind nobody has known since then. */
    public StoredJob withUnknownSince(long epochMillis) {
        return new StoredJob(json.deepCopy().put("unknownSince", epochMillis));
    }

    /** The same job, whose kind somebody knows. */
    public StoredJob known() {
        ObjectNode copy = json.deepCopy();
        copy.remove("unknownSince");
        return new StoredJob(copy);
    }

    /** Its JSON. */
    public byte[] toBytes() {
        return JobCodec.write(json);
    }

    private Optional<String> text(String name) {
        JsonNode node = json.path(name);
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }

    private OptionalLong number(String name) {
        JsonNode node = json.path(name);
        return node.canConvertToLong() && node.isIntegralNumber()
                ? OptionalLong.of(node.longValue())
                : OptionalLong.empty();
    }
}
