package darkroom.queue.operations;

import java.util.List;
import java.util.Locale;

/** How an operation stands. */
public enum OperationState {
    /** Its jobs are being moved. */
    RUNNING,
    /** Its canary is out; it goes on when all of that are done. */
    WAITING,
    /** A person has stopped it for a while. */
    PAUSED,
    /** It has stopped by itself, and says why; a person may have it go on. */
    STOPPED,
    /** It has come to the end of its selection. */
    DONE,
    /** A person has ended it before its end. */
    CANCELLED,
    /** What it retried and what still waits is being taken back. */
    UNDOING,
    /** That is done. */
    UNDONE;

    /** As it stands in the record and in listings. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the fleet is to work on it. */
    public boolean isActive() {
        return this == RUNNING || this == WAITING || this == UNDOING;
    }

    /** Whether a person has to decide how it goes on, or it is active. */
    public boolean isOpen() {
        return isActive() || this == PAUSED;
    }

    /** Out of which a person can bring an operation into this one. */
    List<OperationState> from() {
        return switch (this) {
            case PAUSED -> List.of(RUNNING, WAITING);
            case CANCELLED -> List.of(RUNNING, WAITING, PAUSED, STOPPED);
            case UNDOING -> List.of(RUNNING, WAITING, PAUSED, STOPPED, DONE, CANCELLED);
            case RUNNING, WAITING -> List.of(PAUSED, STOPPED);
            case STOPPED, DONE, UNDONE -> List.of();
        };
    }

    /** The one of this word. */
    static OperationState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
