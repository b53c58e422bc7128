package darkroom.web.dashboard.page;

import java.util.List;

/** A row of figures, each with the list behind it. */
public record Cards(List<Card> cards) implements Block {
    /** Copies them. */
    public Cards {
        cards = List.copyOf(cards);
    }

    /**
     * A figure.
     *
     * @param href the list behind it; empty where there is none
     * @param note one line on what it means now
     */
    public record Card(String name, String figure, Tone tone, String href, String note) {}
}
