package darkroom.queue.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import darkroom.queue.Excerpt;
import darkroom.queue.InvalidJobException;
import darkroom.queue.Job;
import darkroom.queue.JobKind;
import darkroom.queue.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Between jobs and their JSON. Pure; every refusal is an {@link InvalidJobException}. */
public final class JobCodec {
    private static final String CORRECT = "; correct the args";

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

    /** The same, or empty where they are no job. */
    public static Optional<StoredJob> decoded(byte[] bytes) {
        try {
            return Optional.of(decode(bytes));
        } catch (InvalidJobException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Reads what stands in a queue.
     *
     * @throws InvalidJobException if it is no job: not JSON, too large, too deep, without a kind
     */
    public static StoredJob decode(byte[] payload) {
        return StoredJob.of(payload);
    }

    /**
     * Whether these bytes, which may be anything, look like a job that a client of ours wrote: with
     * an id and the time.
     */
    public static boolean isNamed(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        return text.contains("\"id\":\"") && text.contains("\"at\":");
    }

    /** The args of a job as its kind has them; the same as of its array. */
    public static <A> A args(JobKind<A> kind, StoredJob job) {
        if (job.hasOnlyAnObject() && kind.argsType().isRecord()) {
            try {
                return job.onlyObject(kind.argsType());
            } catch (IOException | IllegalArgumentException | ArithmeticException e) {
                // Read again below, which says what is wrong with it.
                return args(kind, job.args());
            }
        }
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
                        "cannot read the args of kind \""
                                + kind.name()
                                + "\": expected "
                                + shapeOf(kind.argsType())
                                + ", found null"
                                + CORRECT);
            }
            return value;
        } catch (JsonProcessingException | IllegalArgumentException | ArithmeticException e) {
            throw new InvalidJobException(
                    "cannot read the args of kind \""
                            + kind.name()
                            + "\": expected "
                            + shapeOf(kind.argsType())
                            + ", found "
                            + Excerpt.of(args.toString())
                            + ": "
                            + Json.problem(e)
                            + CORRECT,
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
        } catch (JsonProcessingException | NumberFormatException e) {
            throw new InvalidJobException(
                    "cannot read the args of kind \""
                            + kind.name()
                            + "\": expected JSON, found "
                            + Excerpt.of(argsText)
                            + ": "
                            + Json.problem(e)
                            + CORRECT,
                    e);
        }
    }

    /** Args of any kind from JSON text, in the array in which they stand in a job. */
    static ArrayNode argsOf(String argsText) {
        JsonNode args;
        try {
            args = Json.MAPPER.readTree(argsText);
        } catch (JsonProcessingException | IllegalArgumentException | ArithmeticException e) {
            throw new InvalidJobException(
                    "cannot read args: expected JSON, found "
                            + Excerpt.of(argsText)
                            + ": "
                            + Json.problem(e)
                            + CORRECT,
                    e);
        }
        if (!args.isObject() && !args.isArray()) {
            throw new InvalidJobException(
                    "cannot read args: expected an object, or an array of positional args, found "
                            + Excerpt.of(argsText)
                            + CORRECT);
        }
        ArrayNode array =
                args instanceof ArrayNode given
                        ? given
                        : JsonNodeFactory.instance.arrayNode().add(args);
        int size = array.toString().getBytes(StandardCharsets.UTF_8).length;
        if (size > Limits.ARGS_BYTES_MAX) {
            throw new InvalidJobException(
                    "cannot use args: they are "
                            + size
                            + " bytes, limit is "
                            + Limits.ARGS_BYTES_MAX
                            + " (Limits.ARGS_BYTES_MAX); store the bulk and enqueue its id");
        }
        return array;
    }

    static byte[] write(ObjectNode json) {
        try {
            return Json.MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new InvalidJobException("cannot write the job as JSON: " + Json.problem(e), e);
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
                            + " args"
                            + CORRECT);
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
}
