package darkroom.jobs.people;

/**
 * One person following another.
 *
 * @param follower whose feed it is
 * @param followee whose photos come into it; somebody else
 */
public record Follow(long follower, long followee) {
    /** Refuses to follow oneself. */
    public Follow {
        if (follower == followee) {
            throw new RefusedPersonException(
                    "cannot follow: expected somebody else, found the same person twice");
        }
    }
}
