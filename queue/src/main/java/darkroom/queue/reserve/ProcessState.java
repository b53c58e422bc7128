package darkroom.queue.reserve;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a worker process does with jobs. */
public enum ProcessState {
    /** Takes jobs and runs them. */
    SERVING,
    /** Takes no new jobs; those in hand go on. */
    QUIET,
    /** Takes no new jobs and waits for those in hand; then it is quiet. */
    DRAINING,
    /** Drains, gives back what is left at its deadline, and leaves. */
    STOPPING;

    /** The word for it in Redis, in the command and on pages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state of that word, if it is one. */
    public static Optional<ProcessState> of(String word) {
        return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
    }
}
