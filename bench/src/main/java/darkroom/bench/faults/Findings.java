package darkroom.bench.faults;

import java.util.Map;
import java.util.Set;

/**
 * What was found in Redis and among the processes when a round had been drained.
 *
 * @param dead numbers of the round's jobs that are dead
 * @param left how many jobs are still somewhere in Redis
 * @param counters what the queue has counted in this round: {@code enqueued}, {@code done}, {@code
 *     dead}, {@code reaped}
 * @param inHand see {@link Verdict}
 * @param anyKilled whether a process was killed that held jobs
 * @param givenUp processes that live and were given up for lost
 * @param recoveryMillis see {@link Verdict}
 * @param struck see {@link Verdict}
 */
record Findings(
        Set<Integer> dead,
        long left,
        Map<String, Long> counters,
        Set<Integer> inHand,
        boolean anyKilled,
        int givenUp,
        double recoveryMillis,
        boolean struck) {
    Findings {
        dead = Set.copyOf(dead);
        counters = Map.copyOf(counters);
        inHand = Set.copyOf(inHand);
    }

    long counter(String name) {
        return counters.getOrDefault(name, 0L);
    }
}
