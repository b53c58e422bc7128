package darkroom.web.dashboard.page;

import java.util.List;

/** Names and values. */
public record Facts(List<Fact> facts) implements Block {
    /** Copies them. */
    public Facts {
        facts = List.copyOf(facts);
    }

    /** One of them. */
    public record Fact(String name, Cell value) {}
}
