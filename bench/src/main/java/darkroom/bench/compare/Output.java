package darkroom.bench.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a contestant printed.
 *
 * @param version of a peer; empty for ours
 * @param settings of a peer; empty for ours
 */
record Output(List<Reading> readings, String version, String settings) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Members of a line of ours that do not say what the value is of. */
    private static final Set<String> FIGURES =
            Set.of("value", "unit", "min", "max", "rounds", "disturbed", "samples");

    Output {
        readings = List.copyOf(readings);
    }

    /**
     * Reads lines of JSON: of ours, each with a {@code row}, or the one of a peer.
     *
     * @throws ContestantFailedException if a line is neither
     */
    static Output parse(String text) {
        List<Reading> readings = new ArrayList<>();
        String version = "";
        String settings = "";
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            JsonNode figure = json(line);
            if (figure.has("row")) {
                readings.add(reading(labels(figure), figure, "value"));
            } else {
                for (String stat : List.of("value", "p50", "p99")) {
                    readings.add(reading(Map.of(Reading.STAT, stat), figure, stat));
                }
                version = figure.path("version").asText();
                settings = figure.path("settings").asText();
            }
        }
        return new Output(readings, version, settings);
    }

    private static JsonNode json(String line) {
        try {
            JsonNode figure = JSON.readTree(line);
            if (figure.path("value").isNumber()) {
                return figure;
            }
        } catch (JsonProcessingException e) {
            throw new ContestantFailedException(notAFigure(line), e);
        }
        throw new ContestantFailedException(notAFigure(line));
    }

    private static String notAFigure(String line) {
        return "expected lines of JSON with a value, found " + line;
    }

    private static Map<String, String> labels(JsonNode figure) {
        Map<String, String> labels = new HashMap<>();
        figure.properties()
                .forEach(
                        member -> {
                            if (!FIGURES.contains(member.getKey())) {
                                labels.put(member.getKey(), member.getValue().asText());
                            }
                        });
        return labels;
    }

    private static Reading reading(Map<String, String> labels, JsonNode figure, String member) {
        return new Reading(labels, figure.path(member).asDouble(), figure.path("unit").asText());
    }
}
