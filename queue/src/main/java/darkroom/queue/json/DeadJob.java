package darkroom.queue.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import darkroom.queue.Excerpt;
import darkroom.queue.Limits;
import darkroom.queue.QueueName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job that was given up, with all that a person needs to judge it.
 *
 * @param id its id; made by the worker where the payload has none
 * @param queue where it waited last
 * @param kind as the payload has it; empty where that cannot be read
 * @param attempt the attempt that was its last, from 1
 * @param cause why
 * @param process the process that gave it up
 * @param payload its bytes as they stood in the queue; never altered, not copied
 * @param group the group of failures that it is one of; empty if it is of none
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are the point; equality is by id
public record DeadJob(
        String id,
        String queue,
        String kind,
        int attempt,
        Cause cause,
        String process,
        byte[] payload,
        String group) {
    private static final int STUB_CHARS_MAX = 250;
    private static final String SPILLED = "spilled";
    private static final String UNREADABLE = "unreadable-record";
    private static final Pattern QUEUE = Pattern.compile("\"queue\":\"([^\"\\\\]{1,200})\"");

    /** What a stub begins with, for scripts, too. */
    private static final byte[] STUB = ("{\"" + SPILLED + "\":").getBytes(StandardCharsets.UTF_8);

    /** One of no group. */
    public DeadJob(
            String id,
            String queue,
            String kind,
            int attempt,
            Cause cause,
            String process,
            byte[] payload) {
        this(id, queue, kind, attempt, cause, process, payload, "");
    }

    /**
     * Why a job was given up.
     *
     * @param reason one of our words: {@code attempts}, {@code buried}, {@code unreadable}, {@code
     *     args}, {@code unknown-kind}, {@code poison}, {@code unreadable-record}
     * @param type class of what was thrown, or a word
     * @param message one sentence
     * @param stack stack trace, or empty
     */
    public record Cause(String reason, String type, String message, String stack) {}

    /**
     * A job that may have ended the processes that ran it.
     *
     * @param job with the loss that was its last
     * @param process the one lost last
     * @param payload as it stood there
     */
    public static DeadJob poison(
            String id, String queue, StoredJob job, String process, byte[] payload) {
        Cause cause =
                new Cause(
                        "poison",
                        "process-lost",
                        job.losses()
                                + " processes were lost while they ran it: "
                                + String.join(", ", job.lostProcesses())
                                + "; limit is "
                                + Limits.LOSSES_MAX
                                + " (Limits.LOSSES_MAX)",
                        "");
        return new DeadJob(id, queue, job.kind(), job.attempt(), cause, process, payload);
    }

    /**
     * The job as it goes back into its queue: with its id and all its attempts before it.
     *
     * @throws darkroom.queue.InvalidJobException if its payload cannot be read as a job
     */
    public StoredJob retried() {
        StoredJob job = JobCodec.decode(payload).fresh().withBegun(process);
        return job.id().isPresent() ? job : job.withId(id);
    }

    /** The same under another id. */
    public DeadJob withId(String other) {
        return id.equals(other)
                ? this
                : new DeadJob(other, queue, kind, attempt, cause, process, payload, group);
    }

    /** The same, with this sentence of why. */
    public DeadJob withMessage(String message) {
        Cause why = new Cause(cause.reason(), cause.type(), message, cause.stack());
        return new DeadJob(id, queue, kind, attempt, why, process, payload, group);
    }

    /** The same in a group of failures. */
    public DeadJob inGroup(String one) {
        return new DeadJob(id, queue, kind, attempt, cause, process, payload, one);
    }

    /** The record as it stands in Redis. Bytes that are no UTF-8 are kept in base 64. */
    public byte[] toBytes() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", id).put("queue", queue);
        if (!group.isEmpty()) {
            // Scripts look for it: before anything that is long.
            json.put("group", group);
        }
        json.put("kind", kind);
        json.put("attempt", attempt);
        json.put("reason", cause.reason()).put("type", cause.type());
        json.put("message", cause.message()).put("stack", cause.stack());
        json.put("process", process);
        if (isText(payload)) {
            json.put("payload", new String(payload, StandardCharsets.UTF_8));
        } else {
            json.put("payload64", Base64.getEncoder().encodeToString(payload));
        }
        return JobCodec.write(json);
    }

    /**
     * What stands in Redis in the place of its record when that is in the archive only: without its
     * message, its stack and its payload.
     *
     * @param held what the payload says of its outbox
     */
    public byte[] toStub(Optional<Held> held) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put(SPILLED, 1).put("queue", queue);
        if (!group.isEmpty()) {
            json.put("group", group);
        }
        json.put("kind", Excerpt.cut(kind, STUB_CHARS_MAX)).put("attempt", attempt);
        json.put("reason", cause.reason()).put("type", Excerpt.cut(cause.type(), STUB_CHARS_MAX));
        held.ifPresent(it -> json.put("outbox", it.outbox()).put("job", it.id()));
        return JobCodec.write(json);
    }

    /**
     * That a row of an outbox stands for a job.
     *
     * @param id of the job
     */
    public record Held(String outbox, String id) {
        /** What the job says of it, if that came from an outbox. */
        public static Optional<Held> of(StoredJob job) {
            return job.outbox().map(outbox -> new Held(outbox, job.id().orElse("")));
        }
    }

    /** What a record says of an outbox, wherever its body is. */
    public static Optional<Held> heldOf(byte[] record) {
        if (!isStub(record)) {
            return JobCodec.decoded(read("", record).payload()).flatMap(Held::of);
        }
        try {
            JsonNode json = Json.RECORDS.readTree(record);
            return json.has("outbox")
                    ? Optional.of(new Held(json.path("outbox").asText(), json.path("job").asText()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the stub of a dead job", e);
        }
    }

    /** Whether this record is a {@linkplain #toStub stub}. */
    public static boolean isStub(byte[] record) {
        return record.length > STUB.length
                && Arrays.equals(STUB, 0, STUB.length, record, 0, STUB.length);
    }

    /**
     * Reads a record, whatever it holds.
     *
     * @param name in the dead set, which is its id then
     * @return where it cannot be read, one whose payload is the record, with what can be done as
     *     its message; {@link #isUnreadable}
     */
    public static DeadJob read(String name, byte[] record) {
        try {
            return fromBytes(record).withId(name);
        } catch (IllegalStateException | IllegalArgumentException e) {
            Cause cause =
                    new Cause(
                            UNREADABLE,
                            UNREADABLE,
                            "its record cannot be read: expected JSON as a worker process writes it,"
                                    + " found "
                                    + record.length
                                    + " bytes of something else, shown as the payload; nothing can"
                                    + " be retried from them: discard it when you have seen them",
                            "");
            return new DeadJob(name, queueIn(record), "", 0, cause, "", record);
        }
    }

    // So that a discard is counted where the job was, if that much can be seen.
    private static String queueIn(byte[] record) {
        Matcher queue = QUEUE.matcher(new String(record, StandardCharsets.UTF_8));
        return queue.find() && QueueName.isValid(queue.group(1)) ? queue.group(1) : "";
    }

    /**
     * Whether it stands for a record that cannot be read: it can be discarded, and nothing else.
     */
    public boolean isUnreadable() {
        return cause.reason().equals(UNREADABLE);
    }

    /** Reads what {@link #toBytes()} or {@link #toStub} wrote. */
    public static DeadJob fromBytes(byte[] bytes) {
        try {
            JsonNode json = Json.RECORDS.readTree(bytes);
            byte[] payload =
                    json.has("payload64")
                            ? Base64.getDecoder().decode(json.path("payload64").asText())
                            : json.path("payload").asText().getBytes(StandardCharsets.UTF_8);
            Cause cause =
                    new Cause(
                            json.path("reason").asText(),
                            json.path("type").asText(),
                            json.path("message").asText(),
                            json.path("stack").asText());
            return new DeadJob(
                    json.path("id").asText(),
                    json.path("queue").asText(),
                    json.path("kind").asText(),
                    json.path("attempt").asInt(),
                    cause,
                    json.path("process").asText(),
                    payload,
                    json.path("group").asText());
        } catch (IOException e) {
            throw new IllegalStateException("cannot read a dead job's record", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeadJob that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id);
    }

    private static boolean isText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
