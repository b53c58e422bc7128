package darkroom.queue;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Names of jobs: 26 characters of Crockford's base 32, the first ten of which are the time in
 * milliseconds, so that ids sort by the time they were made; 80 random bits follow. Of ids that are
 * made together only the first is drawn, and the others count on from it.
 */
public final class JobId {
    /** What any job id may consist of, whoever made it. */
    public static final String PATTERN = "[A-Za-z0-9._:-]{1,64}";

    private static final int CHARS_MAX = 64;
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int TIME_CHARS = 10;
    private static final int HALF_CHARS = 8;
    private static final int RANDOM_CHARS = 2 * HALF_CHARS;
    private static final long HALF_MASK = (1L << (5 * HALF_CHARS)) - 1;

    private JobId() {}

    /** Whether {@code id} may stand in a job. */
    public static boolean isValid(String id) {
        if (id.isEmpty() || id.length() > CHARS_MAX) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && ".-_:".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** A fresh id. */
    public static String next(InstantSource clock, RandomGenerator random) {
        return next(clock.millis(), random);
    }

    /** A fresh id of this epoch millisecond. */
    public static String next(long millis, RandomGenerator random) {
        return new Sequence(millis, random).next();
    }

    /** Ids of one millisecond. Not thread-safe. */
    public static final class Sequence {
        private final char[] chars = new char[TIME_CHARS + RANDOM_CHARS];
        private final RandomGenerator random;
        private long right;
        private boolean drawn;

        /** Ids of this epoch millisecond; draws nothing until the first is asked for. */
        public Sequence(long millis, RandomGenerator random) {
            write(0, TIME_CHARS, millis);
            this.random = random;
        }

        /** A fresh id. */
        public String next() {
            if (!drawn || right > HALF_MASK) {
                write(TIME_CHARS, HALF_CHARS, random.nextLong());
                right = random.nextLong() & HALF_MASK;
                drawn = true;
            }
            write(TIME_CHARS + HALF_CHARS, HALF_CHARS, right++);
            return new String(chars);
        }

        private void write(int from, int count, long value) {
            long rest = value;
            for (int i = from + count - 1; i >= from; i--) {
                chars[i] = DIGITS[(int) (rest & 31)];
                rest >>>= 5;
            }
        }
    }
}
