package darkroom.jobs.shards;

/**
 * How much of one database a process uses at once.
 *
 * @param connections the most it opens, from 1
 * @param callsMax the most transactions that are under way or wait for a connection, from 1; fewer
 *     than the process has threads keeps some for the other databases while one hangs
 */
public record PoolLimits(int connections, int callsMax) {
    /** Checks both. */
    public PoolLimits {
        if (connections < 1 || callsMax < 1) {
            throw new IllegalArgumentException(
                    "cannot use a database: expected 1 or more connections and calls, found "
                            + connections
                            + " and "
                            + callsMax);
        }
    }

    /** So many connections, for which any number of callers waits. */
    public static PoolLimits ofConnections(int connections) {
        return new PoolLimits(connections, Integer.MAX_VALUE);
    }
}
