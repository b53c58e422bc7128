package darkroom.queue.threads;

import java.util.List;

/**
 * What the threads of one process do at one moment.
 *
 * @param samples how many were taken one after the other until now: before the third nobody knows
 *     who is stuck
 * @param running handlers, the one that began first before the others; at most {@link #JOBS_MAX}
 * @param more how many handlers run beside those
 */
public record ThreadBoard(Pool pool, int samples, List<RunningHandler> running, int more) {
    /** The most handlers that a process shows. */
    public static final int JOBS_MAX = 256;

    /** The most frames of each. */
    public static final int FRAMES_MAX = 30;

    /** The longest name of a frame, in characters. */
    public static final int FRAME_CHARS_MAX = 200;

    /** The most bytes that a board has in Redis. */
    public static final int BYTES_MAX = 128 * 1024;

    /** Copies the handlers. */
    public ThreadBoard {
        running = List.copyOf(running);
    }

    /**
     * Its threads.
     *
     * @param threads how many it has, but for those that were given up
     * @param busy how many of them have a job
     */
    public record Pool(int threads, int busy) {
        /** How many have none. */
        public int idle() {
            return Math.max(0, threads - busy);
        }
    }
}
