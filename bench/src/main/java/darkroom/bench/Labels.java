package darkroom.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** Labels of a figure in the order in which they are given. */
final class Labels {
    private Labels() {}

    /** Names and values by turns. */
    static Map<String, Object> of(Object... namesAndValues) {
        Map<String, Object> labels = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return labels;
    }
}
