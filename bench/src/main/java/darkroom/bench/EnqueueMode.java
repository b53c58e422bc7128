package darkroom.bench;

import java.util.Locale;

/** How jobs are enqueued. */
public enum EnqueueMode {
    /** In lists of a thousand, by one thread. */
    BULK,
    /** One at a time, by one thread. */
    ONE,
    /** One at a time, by many threads that share one client. */
    SHARED;

    /** As a label has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
