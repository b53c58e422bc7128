package darkroom.jobs.people;

import java.time.Instant;

/**
 * A sign-in.
 *
 * @param token the only copy of it: we keep a hash
 * @param personId who signed in
 * @param expiresAt when it ends
 */
public record Session(String token, long personId, Instant expiresAt) {
    /** Without the token. */
    @Override
    public String toString() {
        return "Session[personId=" + personId + ", expiresAt=" + expiresAt + "]";
    }
}
