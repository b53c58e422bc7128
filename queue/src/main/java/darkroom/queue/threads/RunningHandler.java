package darkroom.queue.threads;

import java.time.Duration;
import java.util.List;

/**
 * A handler that runs, and where.
 *
 * @param age since the handler began
 * @param agreement for how long it has been where it is
 * @param told why its process has told it to end, such as {@code timed out}; empty if it has not.
 *     {@value #GIVEN_UP}: its attempt has failed, and its thread runs on.
 */
public record RunningHandler(
        Attempt attempt, Spot spot, Duration age, Agreement agreement, String told) {
    /** What is said of one whose thread has been given up. */
    public static final String GIVEN_UP = "given up";

    /**
     * What runs.
     *
     * @param number from 1
     */
    public record Attempt(String jobId, String kind, String queue, int number) {}

    /**
     * Where it is.
     *
     * @param state of its thread, as Java calls it
     * @param own class and method of the first frame of the application's own code, without its
     *     line; empty if there is none
     * @param stack frames, the innermost first, as {@code class.method(file:line)}; at most {@link
     *     ThreadBoard#FRAMES_MAX}
     */
    public record Spot(String state, String own, List<String> stack) {
        /** Copies the stack. */
        public Spot {
            stack = List.copyOf(stack);
        }

        /** Class and method of the innermost frame, without its line; empty if there is none. */
        public String top() {
            String frame = stack.isEmpty() ? "" : stack.get(0);
            int open = frame.indexOf('(');
            return open < 0 ? frame : frame.substring(0, open);
        }

        /** The frame that it blocks in: the first of its own, or else the innermost. */
        public String blocking() {
            return own.isEmpty() ? top() : own;
        }
    }

    /**
     * In how many samples in a row it was in the same place, each frame in the same line.
     *
     * @param span from the first of them to the last
     */
    public record Agreement(int samples, Duration span) {
        /** So many samples in a row say that it is stuck, */
        public static final int STUCK_SAMPLES = 3;

        /** and so far from the first of them to the last. */
        public static final Duration STUCK_SPAN = Duration.ofSeconds(2);

        /** Whether it is stuck. */
        public boolean isStuck() {
            return samples >= STUCK_SAMPLES && span.compareTo(STUCK_SPAN) >= 0;
        }
    }

    /** The same, so much later. */
    RunningHandler later(Duration by) {
        return new RunningHandler(attempt, spot, age.plus(by), agreement, told);
    }

    /** Whether it is stuck, by how long it has been where it is. */
    public boolean isStuck() {
        return agreement.isStuck();
    }
}
