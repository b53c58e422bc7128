package darkroom.queue.operator;

import darkroom.queue.redis.RedisStore;
import java.security.SecureRandom;
import java.time.Duration;

/** The secret of a link by which the first account is made, once. Thread-safe. */
public final class SetupLink {
    /** So long it can be used. */
    public static final Duration AGE_MAX = Duration.ofHours(1);

    private final RedisStore store;
    private final SecureRandom random;

    /**
     * The one in {@code store}.
     *
     * @param random for its secret
     */
    public SetupLink(RedisStore store, SecureRandom random) {
        this.store = store;
        this.random = random;
    }

    /** A new one; those before it have ended. */
    public String make() {
        String secret = Secret.fresh(random);
        store.texts().set(store.keys().setup(), Secret.hash(secret), AGE_MAX);
        return secret;
    }

    /** Whether it can be used now. Any text may be given. */
    public boolean isOpen(String secret) {
        return store.texts()
                .get(store.keys().setup())
                .filter(hash -> Secret.matches(secret, hash))
                .isPresent();
    }

    /** Uses it up; false if it could not be used, or somebody was faster. */
    public boolean take(String secret) {
        return isOpen(secret)
                && store.texts()
                        .take(store.keys().setup())
                        .filter(hash -> Secret.matches(secret, hash))
                        .isPresent();
    }
}
