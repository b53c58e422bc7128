package darkroom.bench;

/** Whether the least that Redis and Jedis need for the same work is measured beside ours. */
public enum Floor {
    /** Ours alone. */
    WITHOUT,
    /** A round of ours, a round of the floor, and so on; then their ratio. */
    BESIDE
}
