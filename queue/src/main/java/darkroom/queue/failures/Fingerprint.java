package darkroom.queue.failures;

import darkroom.queue.Excerpt;
import darkroom.queue.handler.Failure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;

/**
 * What failures have in common that are one failure. Pure: the same parts make the same group in
 * every process and build.
 *
 * @param group the id of their group, {@link #GROUP_CHARS} lower-case letters and digits
 * @param kind of the jobs; {@code (unknown)} where no handler knows it
 * @param type class of what was thrown, or a word of ours such as {@code timeout}
 * @param message without what differs from one failure to the next
 * @param frame class and method of the first frame in the application's own code, or empty
 */
public record Fingerprint(String group, String kind, String type, String message, String frame) {
    /** The length of a group's id: 60 bits of a hash. */
    public static final int GROUP_CHARS = 12;

    private static final int PART_CHARS_MAX = 200;
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int BITS = 5;
    private static final int DIGIT_MASK = 31;

    /**
     * Of a failure. Time and memory are bounded, whatever the texts are.
     *
     * @param own names of the packages of the application's own code
     */
    public static Fingerprint of(String kind, Failure failure, Collection<String> own) {
        String message = MessageTemplate.of(failure.message());
        String frame = printable(OwnFrame.in(failure.stack(), own));
        return of(printable(kind), printable(failure.type()), message, frame);
    }

    /** Of jobs that may have ended the processes that ran them. */
    public static Fingerprint poison(String kind) {
        return of(printable(kind), "process-lost", "processes were lost while they ran it", "");
    }

    private static Fingerprint of(String kind, String type, String message, String frame) {
        // Parted by what stands in none of them.
        String whole = kind + '\n' + type + '\n' + message + '\n' + frame;
        return new Fingerprint(group(whole), kind, type, message, frame);
    }

    /** Whether it may be the id of a group. */
    public static boolean isGroup(String id) {
        return id.length() == GROUP_CHARS && id.chars().allMatch(c -> DIGITS.indexOf(c) >= 0);
    }

    private static String group(String whole) {
        byte[] hash = sha256().digest(whole.getBytes(StandardCharsets.UTF_8));
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            bits = (bits << Byte.SIZE) | (hash[i] & 0xff);
        }
        char[] id = new char[GROUP_CHARS];
        for (int i = 0; i < GROUP_CHARS; i++) {
            id[i] = DIGITS.charAt((int) ((bits >>> (i * BITS)) & DIGIT_MASK));
        }
        return new String(id);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("cannot hash: every Java has SHA-256", e);
        }
    }

    private static String printable(String text) {
        return isPlain(text) ? text : Excerpt.of(Excerpt.cut(text, PART_CHARS_MAX));
    }

    private static boolean isPlain(String text) {
        return text.length() <= PART_CHARS_MAX && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
