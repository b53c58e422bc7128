package darkroom.web.metrics;

import darkroom.queue.outbox.OutboxRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** How long the oldest row of each outbox waits to be sent; each database is asked by itself. */
public final class OutboxSource implements MetricSource, AutoCloseable {
    private static final String DATABASE = "database";

    private final List<String> names = new ArrayList<>();
    private final List<Latest<Duration>> waits = new ArrayList<>();

    /**
     * Asks these.
     *
     * @param databases by name
     */
    public OutboxSource(Map<String, DataSource> databases) {
        databases.forEach(
                (name, database) -> {
                    OutboxRows rows = new OutboxRows(database);
                    names.add(name);
                    waits.add(new Latest<>("outbox-" + name, rows::longestWait));
                });
    }

    @Override
    public void write(Exposition text) {
        // One that has waited while it could not be read has gone on waiting: no old figures.
        List<Optional<Duration>> known =
                Latest.all(waits).stream()
                        .map(one -> one.filter(Latest.Aged::working).map(Latest.Aged::value))
                        .toList();
        Exposition.Family up =
                text.family(
                        "darkroom_outbox_up",
                        MetricType.GAUGE,
                        "Whether the outbox of the database could be read now: 1 or 0.");
        for (int i = 0; i < known.size(); i++) {
            up.sample(Map.of(DATABASE, names.get(i)), known.get(i).isPresent() ? 1 : 0);
        }
        Exposition.Family ages =
                text.family(
                        "darkroom_outbox_oldest_age_seconds",
                        MetricType.GAUGE,
                        "How long the row of the outbox that has been due the longest waits to be"
                                + " sent to Redis.");
        for (int i = 0; i < known.size(); i++) {
            Map<String, String> labels = Map.of(DATABASE, names.get(i));
            known.get(i).ifPresent(age -> ages.sample(labels, age.toMillis() / 1e3));
        }
    }

    @Override
    public void close() {
        waits.forEach(Latest::close);
    }
}
