package darkroom.web.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** What the relays of this process have sent again. */
public final class RelaySource implements MetricSource {
    private final Map<String, LongSupplier> resent;

    /**
     * Of these relays.
     *
     * @param resent how many rows, by the name of the database; never shrinking
     */
    public RelaySource(Map<String, LongSupplier> resent) {
        this.resent = new TreeMap<>(resent);
    }

    @Override
    public void write(Exposition text) {
        Exposition.Family family =
                text.family(
                        "darkroom_outbox_resent_total",
                        MetricType.COUNTER,
                        "Rows of the outbox that relays of this process sent again.");
        resent.forEach(
                (database, count) ->
                        family.sample(Map.of("database", database), count.getAsLong()));
    }
}
