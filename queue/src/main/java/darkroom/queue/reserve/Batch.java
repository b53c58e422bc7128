package darkroom.queue.reserve;

import java.util.List;
import java.util.Map;

/**
 * Settlements that go in one call, numbered so that the call can be repeated after a lost reply and
 * still count once.
 *
 * @param call the number of the call, growing within a process
 * @param settlements what has ended since the last call
 * @param stats how much to add to which counter
 */
public record Batch(long call, List<Settlement> settlements, Map<String, Long> stats) {
    /** Copies both. */
    public Batch {
        settlements = List.copyOf(settlements);
        stats = Map.copyOf(stats);
    }
}
