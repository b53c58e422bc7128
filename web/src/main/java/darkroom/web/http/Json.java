package darkroom.web.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import darkroom.queue.Excerpt;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** JSON in and out: strict and bounded on the way in, records on both ways. */
public final class Json {
    /** Longest JSON body that is read. */
    public static final int BODY_BYTES_MAX = 64 * 1024;

    private static final int DEPTH_MAX = 16;

    private static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_MAX)
                                                    .maxDocumentLength(BODY_BYTES_MAX)
                                                    .maxStringLength(BODY_BYTES_MAX)
                                                    .maxNumberLength(100)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .withCoercionConfig(
                            LogicalType.Textual,
                            texts ->
                                    texts.setCoercion(
                                                    CoercionInputShape.Integer, CoercionAction.Fail)
                                            .setCoercion(
                                                    CoercionInputShape.Float, CoercionAction.Fail)
                                            .setCoercion(
                                                    CoercionInputShape.Boolean,
                                                    CoercionAction.Fail))
                    .build();

    private Json() {}

    /**
     * The request's body as a record. Each of its components must be there, and nothing else.
     *
     * @throws ProblemException 400 for another shape, 408, 413 or 415
     */
    public static <T> T read(Context context, Class<T> shape) {
        MediaType.require(context, "application/json");
        byte[] body = Body.read(context, BODY_BYTES_MAX);
        try {
            T value = MAPPER.readValue(body, shape);
            if (value == null) {
                throw refused("wrong-shape", "expected an object, found null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw refusal(e);
        } catch (IOException e) {
            throw refused("malformed-json", "the body cannot be read");
        }
    }

    /** Answers with {@code value} as JSON. */
    public static void write(Context context, int status, Object value) {
        context.status(status).contentType("application/json").result(bytes(value));
    }

    static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value.getClass() + " as JSON", e);
        }
    }

    // Jackson's own messages name our classes, so each is said again in the caller's terms.
    private static ProblemException refusal(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return refused(
                    "unknown-field",
                    "field \"%s\" is not known; expected %s"
                            .formatted(
                                    Excerpt.of(unknown.getPropertyName()),
                                    names(unknown.getKnownPropertyIds())));
        }
        if (e instanceof StreamConstraintsException) {
            return refused("malformed-json", "it is nested too deep, or a value is too long");
        }
        if (e instanceof MismatchedInputException mismatch) {
            return refused("wrong-shape", wrongShape(mismatch));
        }
        if (e instanceof JsonParseException && isDuplicate(e)) {
            return refused("malformed-json", "a field stands in it twice");
        }
        if (e instanceof JsonMappingException mapping) {
            return refused("wrong-shape", "the value" + at(mapping) + " is not of its type");
        }
        return refused(
                "malformed-json",
                e.getLocation() == null
                        ? "it is not JSON"
                        : "it is not JSON from line %d, column %d on"
                                .formatted(
                                        e.getLocation().getLineNr(),
                                        e.getLocation().getColumnNr()));
    }

    private static boolean isDuplicate(JsonProcessingException e) {
        return e.getOriginalMessage().startsWith("Duplicate");
    }

    private static String wrongShape(MismatchedInputException e) {
        Class<?> target = e.getTargetType();
        if (target == null || target.isRecord()) {
            return "a field is missing or null, or the value%s is no object".formatted(at(e));
        }
        return "expected a %s%s".formatted(target.getSimpleName().toLowerCase(Locale.ROOT), at(e));
    }

    private static String at(JsonMappingException e) {
        String path =
                e.getPath().stream()
                        .map(JsonMappingException.Reference::getFieldName)
                        .map(String::valueOf)
                        .collect(Collectors.joining("."));
        return path.isEmpty() ? "" : " at \"" + Excerpt.of(path) + "\"";
    }

    private static String names(Iterable<Object> ids) {
        List<String> names = new java.util.ArrayList<>();
        ids.forEach(id -> names.add(String.valueOf(id)));
        return String.join(", ", names);
    }

    private static ProblemException refused(String reason, String found) {
        return Problem.of(400, reason, "cannot read the body: " + found).exception();
    }
}
