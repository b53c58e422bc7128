package darkroom.jobs.dependency;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells a refusal of one from a refusal of all. A service that is asked with the wrong key, or in
 * the wrong environment, says of every device and account that it is gone; to believe it would take
 * them all away. So no more than {@value #BELIEVED_MAX} refusals in a row are believed.
 * Thread-safe.
 */
public final class RefusalStreak {
    /** How many in a row are taken at their word. */
    public static final int BELIEVED_MAX = 9;

    private final AtomicInteger length = new AtomicInteger();

    /** One was accepted: key and environment are right. */
    public void accepted() {
        if (length.get() != 0) {
            length.set(0);
        }
    }

    /** One more was refused; whether to believe it. */
    public boolean believes() {
        return length.updateAndGet(n -> Math.min(n, BELIEVED_MAX) + 1) <= BELIEVED_MAX;
    }
}
