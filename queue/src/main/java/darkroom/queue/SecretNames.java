package darkroom.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What things are called that nobody is to see. */
public final class SecretNames {
    /** A regular expression of such names, or of a part of one; for any case of letters. */
    public static final String PATTERN =
            "pass(?:word|wd|phrase)?|secret|token|api[-_]?key|access[-_]?key|credentials?"
                    + "|authorization|cookie|session[-_]?id";

    private static final Pattern NAME =
            Pattern.compile("(?i).*(?:" + PATTERN + "|auth|private).*", Pattern.DOTALL);

    /** What each of those names begins with, as far as it always does. */
    private static final String[] STEMS = stems(PATTERN).toArray(String[]::new);

    /** A bit for each letter that one of them begins with. */
    private static final int FIRST_LETTERS =
            Stream.of(STEMS).mapToInt(stem -> bit(stem.charAt(0))).reduce(0, (a, b) -> a | b);

    private SecretNames() {}

    /** The letters of each alternative up to the first that may be missing, or be another. */
    static List<String> stems(String pattern) {
        List<String> stems = new ArrayList<>();
        for (String one : pattern.replaceAll("\\([^)]*\\)", "()").split("\\|", -1)) {
            int end = 0;
            while (end < one.length() && Character.isLetter(one.charAt(end))) {
                end++;
            }
            boolean optional = end < one.length() && "?*{".indexOf(one.charAt(end)) >= 0;
            String stem = one.substring(0, optional ? end - 1 : end);
            if (stem.length() < 2) {
                throw new IllegalArgumentException(
                        "cannot look for \""
                                + one
                                + "\": expected that it begins with two letters");
            }
            stems.add(stem);
        }
        return List.copyOf(stems);
    }

    /**
     * Whether {@link #PATTERN} can match anywhere in a text: if this says no, it does not. Much
     * faster than to match it.
     */
    public static boolean mayBeIn(String text) {
        int end = text.length() - 1;
        for (int i = 0; i < end; i++) {
            int first = text.charAt(i) | ' ';
            if ((FIRST_LETTERS & bit(first)) == 0) {
                continue;
            }
            int second = text.charAt(i + 1) | ' ';
            for (String stem : STEMS) {
                if (stem.charAt(0) == first
                        && stem.charAt(1) == second
                        && text.regionMatches(true, i, stem, 0, stem.length())) {
                    return true;
                }
            }
        }
        return false;
    }

    // Letters are told apart by their last five bits, and others may share one with them.
    private static int bit(int letter) {
        return 1 << (letter & 31);
    }

    /** Whether what has this name is never shown, and never in an index. */
    public static boolean isSecret(String name) {
        return NAME.matcher(name).matches();
    }
}
