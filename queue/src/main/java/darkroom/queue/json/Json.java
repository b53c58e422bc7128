package darkroom.queue.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import darkroom.queue.Excerpt;
import darkroom.queue.Limits;
import org.jspecify.annotations.Nullable;

/** The mapper for jobs: strict, bounded, and exact with numbers of any size. */
final class Json {
    /** The longest number that is read, in characters. */
    static final int NUMBER_CHARS_MAX = 1_000;

    static final ObjectMapper MAPPER = strict();

    /** The same bounds for args alone, which stand two levels deep in their job. */
    static final JsonFactory ARGS =
            factory(Limits.JSON_DEPTH_MAX - 2)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    /** For records of our own, which hold payloads of any size that Redis held. */
    static final ObjectMapper RECORDS =
            new ObjectMapper(
                    JsonFactory.builder()
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxStringLength(Integer.MAX_VALUE)
                                            .build())
                            .build());

    private static final ClassValue<ObjectReader> READERS =
            new ClassValue<>() {
                @Override
                protected ObjectReader computeValue(Class<?> type) {
                    return MAPPER.readerFor(type);
                }
            };

    private Json() {}

    private static JsonFactoryBuilder factory(int depthMax) {
        StreamReadConstraints bounds =
                StreamReadConstraints.builder()
                        .maxNestingDepth(depthMax)
                        .maxDocumentLength(Limits.JOB_BYTES_MAX)
                        .maxStringLength(Limits.JOB_BYTES_MAX)
                        .maxNumberLength(NUMBER_CHARS_MAX)
                        .build();
        // Names come from outside: nothing of them may outlive the job.
        return new JsonFactoryBuilder()
                .streamReadConstraints(bounds)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
    }

    private static ObjectMapper strict() {
        return JsonMapper.builder(factory(Limits.JSON_DEPTH_MAX).build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text ->
                                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                        .setCoercion(
                                                CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }

    /** What sort of value begins here, for an error message. */
    static String typeOf(@Nullable JsonToken token) {
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            default -> token.name();
        };
    }

    /** What Jackson has against it: the rest of its message quotes the source, maybe private. */
    static String problem(Exception e) {
        String message =
                e instanceof JacksonException jackson
                        ? jackson.getOriginalMessage()
                        : e.getMessage();
        return Excerpt.of(String.valueOf(message).lines().findFirst().orElse(""));
    }

    /** Reads args of this type; made once a type. */
    static ObjectReader reader(Class<?> type) {
        return READERS.get(type);
    }
}
