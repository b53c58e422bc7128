package darkroom.bench;

/** What becomes of a load that finds keys in the Redis it was given. */
public enum Force {
    /** It is refused. */
    NO,
    /** It runs beside them, in a namespace of its own. */
    YES
}
