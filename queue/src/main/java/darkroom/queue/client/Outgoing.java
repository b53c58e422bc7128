package darkroom.queue.client;

import java.util.Optional;

/** A job on its way to Redis. */
interface Outgoing {
    /** The id that it will have. */
    String id();

    /** The queue it goes to. */
    String queue();

    /** Until it is due, 0 for at once. */
    long delayMillis();

    /** Its unique key, if any. */
    Optional<String> uniqueKey();

    /** The outbox it goes through, if any. */
    Optional<String> outbox();

    /** Its JSON; written when it is first asked for, where it has not been before. */
    byte[] payload();

    /** Whether all there is to do is to put it into its queue. */
    default boolean isPlain() {
        return delayMillis() == 0 && uniqueKey().isEmpty() && outbox().isEmpty();
    }
}
