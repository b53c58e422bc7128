package darkroom.queue.operations;

import java.util.Locale;

/** What is done to each job of a selection. */
public enum Action {
    /** It goes back into its queue, with all its attempts before it. */
    RETRY,
    /** It is deleted for good. */
    DISCARD;

    /** As it stands in the record and on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of this word. */
    static Action of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
