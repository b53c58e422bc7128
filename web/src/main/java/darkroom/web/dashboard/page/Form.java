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
     * @param type of the input: text, number, password, hidden, or {@link #LINES}; or {@link
     *     #MAYBE}, a text that may be empty
     * @param autocomplete what a browser may fill in
     */
    public record Field(String name, String label, String type, String value, String autocomplete) {
        /** The type of a text of several lines, which may be empty. */
        public static final String LINES = "lines";

        /** The type of a text that may be empty. */
        public static final String MAYBE = "maybe";

        /** A name that nobody sees but what keeps passwords for people. */
        public static Field known(String name, String value) {
            return new Field(name, "", "known", value, "username");
        }

        /** One that nobody sees. */
        public static Field hidden(String name, String value) {
            return new Field(name, "", "hidden", value, "off");
        }

        /** Whether it holds several lines. */
        public boolean isLines() {
            return type.equals(LINES);
        }

        /** Whether it may be empty. */
        public boolean isOptional() {
            return type.equals(MAYBE);
        }

        /** What an input calls it. */
        public String inputType() {
            return isOptional() || type.equals("known") ? "text" : type;
        }

        /** Whether nobody sees it. */
        public boolean isHidden() {
            return type.equals("hidden") || type.equals("known");
        }
    }
}
