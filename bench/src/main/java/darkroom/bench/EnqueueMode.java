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

    /** The mode of this name, in small letters. */
    public static EnqueueMode of(String word) {
        for (EnqueueMode mode : values()) {
            if (mode.word().equals(word)) {
                return mode;
            }
        }
        throw new IllegalArgumentException(
                "expected bulk, one or shared, found \"" + word + "\"; choose some of these");
    }

    /** As a label has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
