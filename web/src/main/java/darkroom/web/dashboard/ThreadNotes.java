package darkroom.web.dashboard;

import darkroom.queue.threads.RunningHandler.Agreement;
import darkroom.queue.threads.ThreadBoards.Reading;
import darkroom.queue.threads.ThreadBoards.Shown;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Note;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What of the threads is not to be seen, and why. */
final class ThreadNotes {
    private static final int NAMES_MAX = 10;

    /** A board is shown each second: one that is older comes from a process that has a reason. */
    private static final Duration LATE = Duration.ofSeconds(4);

    private ThreadNotes() {}

    /** Whether all that can be known is. */
    static boolean isWhole(Reading reading) {
        return reading.silent().isEmpty() && reading.shown().stream().noneMatch(ThreadNotes::isNew);
    }

    /** Whether those that are shown have taken the samples that tell who is stuck. */
    static boolean isStuckKnown(Reading reading) {
        return !reading.shown().isEmpty() && reading.shown().stream().noneMatch(ThreadNotes::isNew);
    }

    /**
     * Sentences on what a reading has not.
     *
     * @param asking whether the fleet was asked a moment ago
     */
    static List<Block> of(Reading reading, boolean asking) {
        List<Block> notes = new ArrayList<>();
        List<String> silent = reading.silent();
        if (silent.isEmpty() && reading.shown().isEmpty()) {
            notes.add(new Note("No worker process is in the fleet.", Tone.PLAIN));
        }
        if (!silent.isEmpty()) {
            notes.add(
                    asking
                            ? new Note(
                                    "The fleet was asked a moment ago: "
                                            + processes(silent.size())
                                            + " to show what threads do. This page comes again by"
                                            + " itself.",
                                    Tone.PLAIN)
                            : new Note(
                                    "Nothing is shown by "
                                            + names(silent)
                                            + ": such a process is of a build that cannot, or has"
                                            + " come to no sample.",
                                    Tone.WARN));
        }
        if (reading.shown().stream().anyMatch(ThreadNotes::isNew)) {
            notes.add(
                    new Note(
                            "Who is stuck is known after three samples, in a moment.", Tone.PLAIN));
        }
        List<String> late =
                reading.shown().stream()
                        .filter(one -> one.age().compareTo(LATE) > 0)
                        .map(one -> one.process() + " (" + Words.span(one.age()) + " ago)")
                        .toList();
        if (!late.isEmpty()) {
            notes.add(new Note("Not of now is what is shown by " + names(late) + ".", Tone.WARN));
        }
        notes.addAll(beyond(reading));
        return notes;
    }

    private static List<Block> beyond(Reading reading) {
        List<Block> notes = new ArrayList<>();
        long more = reading.shown().stream().mapToLong(one -> one.board().more()).sum();
        if (more > 0) {
            notes.add(
                    new Note(
                            "There are "
                                    + Words.count(more)
                                    + " more handlers than their processes show; those that began"
                                    + " last are left out.",
                            Tone.WARN));
        }
        if (reading.unread() > 0) {
            notes.add(
                    new Note(
                            "There are "
                                    + Words.count(reading.unread())
                                    + " more processes than this page reads; \"darkroom fleet"
                                    + " threads --process ID\" shows one.",
                            Tone.WARN));
        }
        return notes;
    }

    private static boolean isNew(Shown shown) {
        return shown.board().samples() < Agreement.STUCK_SAMPLES;
    }

    private static String processes(int count) {
        return count == 1 ? "one process has still" : Words.count(count) + " processes have still";
    }

    private static String names(List<String> all) {
        String named = String.join(", ", all.subList(0, Math.min(NAMES_MAX, all.size())));
        return all.size() > NAMES_MAX
                ? named + " and " + Words.count(all.size() - NAMES_MAX) + " more"
                : named;
    }
}
