package darkroom.web.dashboard.page;

import java.util.List;

/**
 * Fields and a button that sends them.
 *
 * @param action where to
 */
public record Form(String title, String action, List<Field> fields, String button)
        implements Block {
    /** Copies them. */
    public Form {
        fields = List.copyOf(fields);
    }

    /**
     * A field.
     *
     * @param type of the input: text, password, hidden
     * @param autocomplete what a browser may fill in
     */
    public record Field(String name, String label, String type, String value, String autocomplete) {
        /** One that nobody sees. */
        public static Field hidden(String name, String value) {
            return new Field(name, "", "hidden", value, "off");
        }

        /** Whether nobody sees it. */
        public boolean isHidden() {
            return type.equals("hidden");
        }
    }
}
