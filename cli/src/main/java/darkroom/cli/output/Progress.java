package darkroom.cli.output;

import java.time.Duration;

/**
 * One line that says how far something is. On a terminal it is written over; elsewhere a new line
 * comes every few seconds at most. Thread-safe.
 */
public final class Progress {
    private static final Duration PLAIN_PAUSE = Duration.ofSeconds(5);

    private final Console console;
    private final boolean terminal;
    private long lastNanos = System.nanoTime() - PLAIN_PAUSE.toNanos();
    private String lastStage = "";

    private Progress(Console console, boolean terminal) {
        this.console = console;
        this.terminal = terminal;
    }

    /** On a terminal, if this process has one. */
    public static Progress on(Console console) {
        return new Progress(console, System.console() != null && System.getenv("CI") == null);
    }

    /** Says how far {@code stage} is. */
    public synchronized void show(String stage, String state) {
        if (terminal) {
            console.over(stage + "  " + state);
            return;
        }
        boolean fresh = !stage.equals(lastStage);
        if (fresh || System.nanoTime() - lastNanos > PLAIN_PAUSE.toNanos()) {
            lastNanos = System.nanoTime();
            console.note(stage + "  " + state);
        }
        lastStage = stage;
    }

    /** Says that {@code stage} is over and what came of it. */
    public synchronized void done(String stage, String result) {
        if (terminal) {
            console.over("");
        }
        console.note(stage + "  " + result);
        lastStage = "";
    }
}
