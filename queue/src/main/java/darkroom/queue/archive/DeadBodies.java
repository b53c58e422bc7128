package darkroom.queue.archive;

import darkroom.queue.StoreUnavailableException;
import java.util.List;
import java.util.Map;

/** Where the bodies of dead jobs are that are not in Redis. Thread-safe. */
public interface DeadBodies {
    /** Nowhere that can be reached from here. */
    DeadBodies NONE = new NoDeadBodies();

    /**
     * The records of these, as far as there are any, byte for byte.
     *
     * @param places at most {@link darkroom.queue.Limits#PAGE_MAX}
     * @throws StoreUnavailableException if they cannot be read now
     */
    Map<Place, byte[]> of(List<Place> places);

    /**
     * Puts records back into Redis, where their stubs are still there: so that what acts on several
     * jobs finds them whole.
     *
     * @param records as {@link #of} gave them
     * @throws StoreUnavailableException if that cannot be done now
     */
    void recall(Map<Place, byte[]> records);
}
