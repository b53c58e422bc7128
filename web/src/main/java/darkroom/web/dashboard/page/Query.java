package darkroom.web.dashboard.page;

import java.util.List;

/**
 * Fields of what is looked for, all of which may be empty; they become a part of the address.
 *
 * @param action the page that looks
 */
public record Query(String title, String action, List<Field> fields, String button)
        implements Block {
    /** Copies them. */
    public Query {
        fields = List.copyOf(fields);
    }

    /**
     * A field.
     *
     * @param hint such as an example; shown where it is empty
     */
    public record Field(String name, String label, String value, String hint) {}
}
