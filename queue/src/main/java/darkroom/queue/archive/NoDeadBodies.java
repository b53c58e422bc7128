package darkroom.queue.archive;

import darkroom.queue.StoreUnavailableException;
import java.util.List;
import java.util.Map;

/** For who knows no database: a job whose body is in one can be seen, and not touched. */
final class NoDeadBodies implements DeadBodies {
    @Override
    public Map<Place, byte[]> of(List<Place> places) {
        if (places.isEmpty()) {
            return Map.of();
        }
        throw new StoreUnavailableException(
                "cannot read the body of dead job "
                        + places.get(0).name()
                        + ": it is in the archive, and no database was given; give --databases");
    }

    @Override
    public void recall(Map<Place, byte[]> records) {
        if (!records.isEmpty()) {
            throw new IllegalStateException("cannot put bodies back that nobody gave");
        }
    }
}
