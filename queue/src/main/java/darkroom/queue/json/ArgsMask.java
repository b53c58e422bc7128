package darkroom.queue.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import darkroom.queue.InvalidJobException;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * The args of one job without their values: names and shape stay, every text, number and truth is
 * {@value #MASK}; and other text without what it quotes of them. Immutable.
 */
public final class ArgsMask {
    /** What stands in the place of a value. */
    public static final String MASK = "***";

    /** A shorter value is not looked for in other text: it stands in it by chance. */
    private static final int QUOTED_CHARS_MIN = 4;

    private final JsonNode plain;
    private final JsonNode masked;

    /** Longest first, so that a part of a value is not taken for the whole. */
    private final Set<String> values =
            new TreeSet<>(
                    Comparator.comparing(String::length)
                            .reversed()
                            .thenComparing(Comparator.naturalOrder()));

    private ArgsMask(JsonNode args) {
        this.plain = args;
        this.masked = mask(args);
    }

    /** Of a job whose payload may be anything: if it is no job there are no args. */
    public static ArgsMask of(byte[] payload) {
        try {
            return new ArgsMask(JobCodec.decode(payload).args());
        } catch (InvalidJobException unreadable) {
            return new ArgsMask(JsonNodeFactory.instance.nullNode());
        }
    }

    /** The args in JSON, as they are. */
    public String plainText() {
        return plain.toString();
    }

    /** The args in JSON, without their values. */
    public String maskedText() {
        return masked.toString();
    }

    /** A text without the values that it quotes. */
    public String hideIn(String text) {
        String hidden = text;
        for (String value : values) {
            hidden = hidden.replace(value, MASK);
        }
        return hidden;
    }

    // As deep as a job may be nested, which is bounded.
    private JsonNode mask(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode out = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(one -> out.set(one.getKey(), mask(one.getValue())));
            return out;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode out = JsonNodeFactory.instance.arrayNode();
            array.forEach(one -> out.add(mask(one)));
            return out;
        }
        if (node.isNull()) {
            return node;
        }
        String value = node.asText();
        if (value.length() >= QUOTED_CHARS_MIN) {
            values.add(value);
        }
        return JsonNodeFactory.instance.textNode(MASK);
    }
}
