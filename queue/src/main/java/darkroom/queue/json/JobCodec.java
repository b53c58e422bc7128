package darkroom.queue.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import darkroom.queue.Excerpt;
import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.JobId;
import darkroom.queue.JobKind;
import darkroom.queue.Limits;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Between jobs and their JSON. Pure; every refusal is an {@link InvalidJobException}. */
public final class JobCodec {
    private JobCodec() {}

    /**
     * The JSON of a job that is about to be enqueued.
     *
     * @param enqueuedAt epoch milliseconds
     * @param outbox the outbox it goes through, if any
     * @throws InvalidJobException if its args cannot be written or are too large
     */
    public static <A> byte[] encode(
            Job<A> job, String id, long enqueuedAt, Optional<String> outbox) {
        try (JobWriter writer = new JobWriter()) {
            return writer.write(job, id, enqueuedAt, outbox);
        }
    }

    /**
     * Reads what stands in a queue.
     *
     * @throws InvalidJobException if it is no job: not JSON, too large, too deep, without a kind
     */
    public static StoredJob decode(byte[] payload) {
        if (payload.length > Limits.JOB_BYTES_MAX) {
            throw new InvalidJobException(
                    "cannot read the job: it is "
                            + payload.length
                            + " bytes, limit is "
                            + Limits.JOB_BYTES_MAX
                            + " (Limits.JOB_BYTES_MAX)");
        }
        try {
            // Jackson would put a replacement character where the bytes are no UTF-8.
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(java.nio.ByteBuffer.wrap(payload))
                            .toString();
            JsonNode json = Json.MAPPER.readTree(text);
            if (!(json instanceof ObjectNode object)) {
                throw new InvalidJobException(
                        "cannot read the job: expected a JSON object, found " + Json.typeOf(json));
            }
            check(object);
            return new StoredJob(object);
        } catch (CharacterCodingException e) {
            throw new InvalidJobException("cannot read the job: it is not UTF-8", e);
        } catch (JsonProcessingException e) {
            throw new InvalidJobException(
                    "cannot read the job: it is not JSON we take: " + problem(e), e);
        }
    }

    /** The args of a job as its kind has them; the same as of its array. */
    public static <A> A args(JobKind<A> kind, StoredJob job) {
        return args(kind, job.args());
    }

    /**
     * The args of a job as its kind has them: an only object is read by its members; anything else
     * by position, in the order of the record's components, as Resque's clients write them. For
     * args that are no record an only one is the args themselves.
     *
     * @throws InvalidJobException if they have another shape
     */
    public static <A> A args(JobKind<A> kind, JsonNode args) {
        JsonNode source = args;
        boolean record = kind.argsType().isRecord();
        if (args.size() == 1 && (args.get(0).isObject() || !record)) {
            source = args.get(0);
        } else if (record) {
            source = byPosition(kind, args);
        }
        try {
            A value = Json.MAPPER.treeToValue(source, kind.argsType());
            if (value == null) {
                throw new InvalidJobException(
                        "cannot read the args of kind \"" + kind.name() + "\": found null");
            }
            return value;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new InvalidJobException(
                    "cannot read the args of kind \""
                            + kind.name()
                            + "\": expected "
                            + shapeOf(kind.argsType())
                            + ", found "
                            + Excerpt.of(args.toString())
                            + ": "
                            + problem(e),
                    e);
        }
    }

    /**
     * A job of a kind from args in JSON text: an object, or an array of positional args.
     *
     * @throws InvalidJobException if the text is not JSON or has another shape than the kind's args
     */
    public static <A> Job<A> jobFromText(JobKind<A> kind, String argsText) {
        try {
            JsonNode args = Json.MAPPER.readTree(argsText);
            ArrayNode array =
                    args instanceof ArrayNode given
                            ? given
                            : JsonNodeFactory.instance.arrayNode().add(args);
            return kind.job(args(kind, array));
        } catch (JsonProcessingException e) {
            throw new InvalidJobException(
                    "cannot read the args of kind \""
                            + kind.name()
                            + "\": expected JSON, found "
                            + Excerpt.of(argsText)
                            + ": "
                            + problem(e),
                    e);
        }
    }

    static byte[] write(ObjectNode json) {
        try {
            return Json.MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new InvalidJobException("cannot write the job as JSON: " + problem(e), e);
        }
    }

    private static void check(ObjectNode json) {
        JsonNode kind = json.path("class");
        if (!kind.isTextual() || kind.textValue().isEmpty()) {
            throw new InvalidJobException(
                    "cannot read the job: expected its kind as a string in \"class\", found "
                            + Json.typeOf(kind));
        }
        JsonNode args = json.path("args");
        if (!args.isArray() && !args.isNull() && !args.isMissingNode()) {
            throw new InvalidJobException(
                    "cannot read the job: expected an array in \"args\", found "
                            + Json.typeOf(args));
        }
        JsonNode id = json.path("id");
        if (!id.isMissingNode() && !(id.isTextual() && JobId.isValid(id.textValue()))) {
            throw new InvalidJobException(
                    "cannot read the job: expected an id of "
                            + JobId.PATTERN
                            + ", found "
                            + Excerpt.of(id.toString()));
        }
        checkNumber(json, "attempt", 1, Integer.MAX_VALUE);
        checkNumber(json, "max", 1, Limits.ATTEMPTS_MAX);
        checkNumber(json, "losses", 0, Integer.MAX_VALUE);
        checkNumber(json, "timeout", 1, Limits.TIMEOUT_MAX.toMillis());
    }

    private static void checkNumber(ObjectNode json, String name, long least, long most) {
        JsonNode node = json.path(name);
        if (node.isMissingNode()) {
            return;
        }
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < least
                || node.longValue() > most) {
            throw new InvalidJobException(
                    "cannot read the job: expected a number "
                            + least
                            + ".."
                            + most
                            + " in \""
                            + name
                            + "\", found "
                            + Excerpt.of(node.toString()));
        }
    }

    private static JsonNode byPosition(JobKind<?> kind, JsonNode args) {
        var components = kind.argsType().getRecordComponents();
        if (args.size() != components.length) {
            throw new InvalidJobException(
                    "cannot read the args of kind \""
                            + kind.name()
                            + "\": expected "
                            + shapeOf(kind.argsType())
                            + ", found "
                            + args.size()
                            + " args");
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < components.length; i++) {
            object.set(components[i].getName(), args.get(i));
        }
        return object;
    }

    private static String shapeOf(Class<?> type) {
        if (!type.isRecord()) {
            return type.getSimpleName();
        }
        StringBuilder shape = new StringBuilder("{");
        for (var component : type.getRecordComponents()) {
            shape.append(shape.length() == 1 ? "" : ", ")
                    .append(component.getName())
                    .append(": ")
                    .append(component.getType().getSimpleName());
        }
        return shape.append('}').toString();
    }

    // Only the first line: the rest of Jackson's message quotes the source, which may be private.
    static String problem(Exception e) {
        String message =
                e instanceof JacksonException jackson
                        ? jackson.getOriginalMessage()
                        : e.getMessage();
        return Excerpt.of(String.valueOf(message).lines().findFirst().orElse(""));
    }
}
