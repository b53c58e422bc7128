package darkroom.queue.operator;

import darkroom.queue.Excerpt;
import java.time.Instant;

/**
 * One line of the audit log.
 *
 * @param id of the entry, in the order of time
 * @param at by Redis' clock
 * @param act what it is about
 * @param phase {@code begun} before it was done, then {@code done} or {@code refused}
 * @param state as it was before, or as it is after
 */
public record AuditEntry(String id, Instant at, Act act, Phase phase, String state) {
    private static final int CHARS_MAX = 500;

    /** As much of a name as anything keeps. */
    public static final int WHO_CHARS_MAX = 128;

    /** How far an act has come. */
    public enum Phase {
        /** About to be done: whatever became of it, this was meant. */
        BEGUN,
        /** Done. */
        DONE,
        /** Not done. */
        REFUSED
    }

    /** Cuts the text. */
    public AuditEntry {
        state = Excerpt.cut(state, CHARS_MAX);
    }

    /**
     * Who did what to what.
     *
     * @param who name of the operator, or of who runs a command; the first {@value #WHO_CHARS_MAX}
     *     characters of it
     * @param from address that they called from
     * @param verb one word or two, such as {@code queue pause}
     * @param target such as the id of a job; any text
     */
    public record Act(String who, String from, String verb, String target) {
        /** Cuts the texts. */
        public Act {
            who = Excerpt.cut(who, WHO_CHARS_MAX);
            from = Excerpt.cut(from, CHARS_MAX);
            target = Excerpt.cut(target, CHARS_MAX);
        }
    }
}
