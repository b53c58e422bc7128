package darkroom.web.dashboard.page;

import java.util.Map;

/**
 * Does something when pressed.
 *
 * @param action where its fields are sent
 * @param asks whether it opens first and has to be pressed again
 */
public record Button(String label, String action, Map<String, String> fields, boolean asks) {
    /** Copies the fields. */
    public Button {
        fields = Map.copyOf(fields);
    }
}
