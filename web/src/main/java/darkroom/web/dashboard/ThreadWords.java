package darkroom.web.dashboard;

import darkroom.queue.threads.RunningHandler;
import darkroom.web.dashboard.page.Block;
import darkroom.web.dashboard.page.Cell;
import darkroom.web.dashboard.page.Tabs;
import darkroom.web.dashboard.page.Tone;
import darkroom.web.dashboard.page.Words;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What pages say of threads. */
final class ThreadWords {
    private ThreadWords() {}

    /** The two ways to look at the fleet. */
    static Block tabs(String current) {
        return new Tabs(
                "The fleet",
                List.of(
                        new Tabs.Tab("Processes", "/fleet", current.equals("/fleet")),
                        new Tabs.Tab("Threads", "/threads", current.equals("/threads"))));
    }

    /** A frame, as far as it is known. */
    static String frame(String frame) {
        return frame.isEmpty() ? Words.NONE : frame;
    }

    /** Frames as a stack trace has them. */
    static String text(List<String> stack) {
        return stack.stream().map(frame -> "at " + frame).collect(Collectors.joining("\n"));
    }

    /** What the thread of a handler does. */
    static Cell state(RunningHandler running) {
        String state = running.spot().state().toLowerCase(Locale.ROOT).replace('_', ' ');
        String words =
                running.isStuck()
                        ? "stuck for at least "
                                + Words.span(running.agreement().span())
                                + ", "
                                + state
                        : state;
        if (running.told().isEmpty()) {
            return Cell.of(words, running.isStuck() ? Tone.WARN : Tone.PLAIN);
        }
        return Cell.of(words + ", " + running.told(), Tone.BAD);
    }
}
