package darkroom.queue;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Names of jobs: 26 characters of Crockford's base 32, the first ten of which are the time in
 * milliseconds, so that ids sort by the time they were made; 80 random bits follow.
 */
public final class JobId {
    /** What any job id may consist of, whoever made it. */
    public static final String PATTERN = "[A-Za-z0-9._:-]{1,64}";

    private static final int CHARS_MAX = 64;
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int TIME_CHARS = 10;
    private static final int RANDOM_CHARS = 16;

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
        char[] chars = new char[TIME_CHARS + RANDOM_CHARS];
        long millis = clock.millis();
        for (int i = TIME_CHARS - 1; i >= 0; i--) {
            chars[i] = DIGITS[(int) (millis & 31)];
            millis >>>= 5;
        }
        long bits = random.nextLong();
        for (int i = 0; i < RANDOM_CHARS; i++) {
            if (i == RANDOM_CHARS / 2) {
                bits = random.nextLong();
            }
            chars[TIME_CHARS + i] = DIGITS[(int) (bits & 31)];
            bits >>>= 5;
        }
        return new String(chars);
    }
}
