package darkroom.jobs.photos;

/** What became of a wish to share a photo. */
public enum Shared {
    /** It will be posted. */
    ENQUEUED,
    /** It has been posted. */
    ALREADY,
    /** The owner has linked no account there, or has to link it again. */
    NOT_LINKED
}
