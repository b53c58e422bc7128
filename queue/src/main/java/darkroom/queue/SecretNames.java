package darkroom.queue;

import java.util.regex.Pattern;

/** What things are called that nobody is to see. */
public final class SecretNames {
    /** A regular expression of such names, or of a part of one; for any case of letters. */
    public static final String PATTERN =
            "pass(?:word|wd|phrase)?|secret|token|api[-_]?key|access[-_]?key|credentials?"
                    + "|authorization|cookie|session[-_]?id";

    private static final Pattern NAME =
            Pattern.compile("(?i).*(?:" + PATTERN + "|auth|private).*", Pattern.DOTALL);

    private SecretNames() {}

    /** Whether what has this name is never shown, and never in an index. */
    public static boolean isSecret(String name) {
        return NAME.matcher(name).matches();
    }
}
