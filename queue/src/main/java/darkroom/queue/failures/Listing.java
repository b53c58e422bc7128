package darkroom.queue.failures;

import darkroom.queue.redis.Keys;

/** What groups of failures are listed by, and which of them. */
public enum Listing {
    /** All, the one seen last first. */
    LAST_SEEN,
    /** All, the one that is newest, or came back last, first. */
    NEWLY_SEEN,
    /** All, the one that fails most of late first. */
    RATE,
    /** Those that are muted now, the one that is so for longest first. */
    MUTED,
    /** Those that are resolved, the latest first. */
    RESOLVED,
    /** Those that came back after they were resolved, the latest first. */
    RETURNED;

    String key(Keys keys) {
        return switch (this) {
            case LAST_SEEN -> keys.failures();
            case NEWLY_SEEN -> keys.failuresFresh();
            case RATE -> keys.failuresByRate();
            case MUTED -> keys.failuresMuted();
            case RESOLVED -> keys.failuresResolved();
            case RETURNED -> keys.failuresReturned();
        };
    }
}
