package darkroom.queue.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import darkroom.queue.Excerpt;
import darkroom.queue.InvalidJobException;
import darkroom.queue.JobId;
import darkroom.queue.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of a job in one pass over its bytes; builds no tree, since every job that runs
 * comes by here. For one job, then thrown away.
 */
final class JobReader {
    private static final int NONE = -1;
    private static final int BYTE_ORDER_MARK = 0xEF;

    final byte[] payload;
    String kind = "";
    @Nullable String id;
    @Nullable String uniqueKey;
    @Nullable String outbox;
    @Nullable String begunBy;
    @Nullable String trace;
    long enqueuedAt = NONE;
    long dueAt = NONE;
    long unknownSince = NONE;
    long awaySince = NONE;
    long attempt = 1;
    long maxAttempts = NONE;
    long timeoutMillis = NONE;
    long losses;
    long operation = NONE;

    /** Where the only arg stands in the payload, if it is an object and there is no other. */
    int argFrom = NONE;

    int argTo = NONE;

    JobReader(byte[] payload) {
        this.payload = payload;
    }

    /** Reads it; throws {@link InvalidJobException} if it is no job. */
    JobReader read() {
        checkText();
        try (JsonParser json = Json.MAPPER.createParser(payload)) {
            json.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidJobException(
                        "cannot read the job: expected a JSON object, found "
                                + Json.typeOf(json.currentToken()));
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                member(json, name, value);
                json.skipChildren();
            }
            if (json.nextToken() != null) {
                throw new InvalidJobException(
                        "cannot read the job: it is not JSON we take: more follows its end");
            }
        } catch (JsonProcessingException e) {
            throw new InvalidJobException(
                    "cannot read the job: it is not JSON we take: " + Json.problem(e), e);
        } catch (IOException e) {
            throw new InvalidJobException("cannot read the job: " + Json.problem(e), e);
        }
        if (kind.isEmpty()) {
            throw new InvalidJobException(
                    "cannot read the job: expected its kind as a string in \"class\", found none");
        }
        return this;
    }

    // Jackson guesses the encoding and puts a replacement character where bytes are no UTF-8.
    private void checkText() {
        if (payload.length > Limits.JOB_BYTES_MAX) {
            throw new InvalidJobException(
                    "cannot read the job: it is "
                            + payload.length
                            + " bytes, limit is "
                            + Limits.JOB_BYTES_MAX
                            + " (Limits.JOB_BYTES_MAX)");
        }
        boolean plain = true;
        for (byte b : payload) {
            plain &= b > 0;
        }
        if (plain) {
            return;
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
            if (text.indexOf('\0') >= 0 || (payload[0] & 0xFF) == BYTE_ORDER_MARK) {
                throw new InvalidJobException(
                        "cannot read the job: it is not JSON we take: NUL or a byte order mark");
            }
        } catch (CharacterCodingException e) {
            throw new InvalidJobException("cannot read the job: it is not UTF-8", e);
        }
    }

    private void member(JsonParser json, String name, JsonToken value) throws IOException {
        switch (name) {
            case "class" -> kind = kind(json, value);
            case "args" -> args(json, value);
            case "id" -> id = id(json, value);
            case "key" -> uniqueKey = textOr(json, value, uniqueKey);
            case "outbox" -> outbox = textOr(json, value, outbox);
            case "begun" -> begunBy = textOr(json, value, begunBy);
            case "trace" -> trace = textOr(json, value, trace);
            case "due" -> dueAt = numberOr(json, value, NONE);
            case "at" -> enqueuedAt = numberOr(json, value, NONE);
            case "unknownSince" -> unknownSince = numberOr(json, value, NONE);
            case "operation" -> operation = numberOr(json, value, NONE);
            case "awaySince" -> awaySince = numberOr(json, value, NONE);
            case "attempt" -> attempt = number(json, 1, Integer.MAX_VALUE);
            case "max" -> maxAttempts = number(json, 1, Limits.ATTEMPTS_MAX);
            case "losses" -> losses = number(json, 0, Integer.MAX_VALUE);
            case "timeout" -> timeoutMillis = number(json, 1, Limits.TIMEOUT_MAX.toMillis());
            default -> {}
        }
    }

    private void args(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        if (value != JsonToken.START_ARRAY) {
            throw new InvalidJobException(
                    "cannot read the job: expected an array in \"args\", found "
                            + Json.typeOf(value));
        }
        JsonToken first = json.nextToken();
        if (first == JsonToken.START_OBJECT) {
            int from = (int) json.currentTokenLocation().getByteOffset();
            json.skipChildren();
            int to = (int) json.currentLocation().getByteOffset();
            first = json.nextToken();
            if (first == JsonToken.END_ARRAY) {
                argFrom = from;
                argTo = to;
            }
        }
        while (first != JsonToken.END_ARRAY) {
            json.skipChildren();
            first = json.nextToken();
            if (first == null) {
                throw new InvalidJobException(
                        "cannot read the job: it is not JSON we take: \"args\" has no end");
            }
        }
    }

    private static String kind(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_STRING || json.getText().isEmpty()) {
            throw new InvalidJobException(
                    "cannot read the job: expected its kind as a string in \"class\", found "
                            + Json.typeOf(value));
        }
        return json.getText();
    }

    private static String id(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_STRING || !JobId.isValid(json.getText())) {
            String found = value.isScalarValue() ? "\"" + json.getText() + '"' : Json.typeOf(value);
            throw new InvalidJobException(
                    "cannot read the job: expected an id of "
                            + JobId.PATTERN
                            + ", found "
                            + Excerpt.of(found));
        }
        return json.getText();
    }

    private static @Nullable String textOr(
            JsonParser json, JsonToken value, @Nullable String otherwise) throws IOException {
        return value == JsonToken.VALUE_STRING ? json.getText() : otherwise;
    }

    private static long numberOr(JsonParser json, JsonToken value, long otherwise)
            throws IOException {
        return value == JsonToken.VALUE_NUMBER_INT && isLong(json)
                ? json.getLongValue()
                : otherwise;
    }

    private static long number(JsonParser json, long least, long most) throws IOException {
        JsonToken value = json.currentToken();
        if (value == JsonToken.VALUE_NUMBER_INT && isLong(json)) {
            long number = json.getLongValue();
            if (number >= least && number <= most) {
                return number;
            }
        }
        String found = value.isScalarValue() ? json.getText() : Json.typeOf(value);
        throw new InvalidJobException(
                "cannot read the job: expected a number "
                        + least
                        + ".."
                        + most
                        + " in \""
                        + json.currentName()
                        + "\", found "
                        + Excerpt.of(found));
    }

    private static boolean isLong(JsonParser json) throws IOException {
        return json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    }
}
