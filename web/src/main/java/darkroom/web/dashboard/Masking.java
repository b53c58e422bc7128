package darkroom.web.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import darkroom.queue.Excerpt;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Args as they may be seen. By default numbers, which ids are, and no text; texts where somebody
 * who may asks for them; what is called like a secret never, and nothing of some kinds. Immutable.
 */
final class Masking {
    private static final int CHARS_MAX = 32_000;
    private static final int FORM_CHARS_MAX = 12_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<String> kinds;

    /**
     * Masks args.
     *
     * @param kinds whose args are not shown at all
     */
    Masking(Set<String> kinds) {
        this.kinds = Set.copyOf(kinds);
    }

    /** How much is shown. */
    enum Extent {
        NUMBERS,
        TEXTS
    }

    /** Whether anything of this kind's args can be shown. */
    boolean shows(String kind) {
        return !kinds.contains(kind);
    }

    /** The args as JSON on several lines. */
    String of(String kind, JsonNode args, Extent extent) {
        if (!shows(kind)) {
            return "The args of this kind are not shown.";
        }
        try {
            return Excerpt.cut(
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(masked(args, extent)),
                    CHARS_MAX);
        } catch (JsonProcessingException e) {
            return "The args cannot be shown.";
        }
    }

    /** The args as a value; a sentence where nothing of this kind's can be shown. */
    JsonNode json(String kind, JsonNode args, Extent extent) {
        return shows(kind)
                ? masked(args, extent)
                : TextNode.valueOf("The args of this kind are not shown.");
    }

    /**
     * The args as JSON on several lines, as they are; none where some of them cannot be shown, or
     * they are too long for a form.
     */
    Optional<String> whole(String kind, JsonNode args) {
        String text = of(kind, args, Extent.TEXTS);
        boolean whole =
                shows(kind)
                        && masked(args, Extent.TEXTS).equals(args)
                        && URLEncoder.encode(text, StandardCharsets.UTF_8).length()
                                <= FORM_CHARS_MAX;
        return whole ? Optional.of(text) : Optional.empty();
    }

    private static JsonNode masked(JsonNode node, Extent extent) {
        if (node.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (var field : node.properties()) {
                object.set(
                        field.getKey(),
                        Redaction.isSecret(field.getKey())
                                ? TextNode.valueOf(Redaction.MASK)
                                : masked(field.getValue(), extent));
            }
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> array.add(masked(element, extent)));
            return array;
        }
        return node.isTextual() && extent == Extent.NUMBERS
                ? TextNode.valueOf(Redaction.MASK)
                : node;
    }
}
