package darkroom.jobs.photos;

/** Where a photo can be posted besides here. */
public enum ShareTarget {
    /** X, once Twitter. */
    X
}
