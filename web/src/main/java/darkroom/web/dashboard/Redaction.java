package darkroom.web.dashboard;

import darkroom.queue.SecretNames;
import java.util.regex.Pattern;

/** Takes out of a text for people what looks like a secret, such as in an error of a driver. */
final class Redaction {
    static final String MASK = "••••";

    private static final Pattern PAIR =
            Pattern.compile(
                    "(?i)([\\w.-]{0,40}(?:"
                            + SecretNames.PATTERN
                            + ")[\\w.-]{0,40}[\"']?\\s{0,3}[=:]\\s{0,3})"
                            + "(\"[^\"]{0,2000}\"|'[^']{0,2000}'|(?:bearer |basic )?[^\\s,;&)}\"']+)");
    private static final Pattern SCHEME =
            Pattern.compile("(?i)\\b(bearer|basic)\\s+[\\w.~+/=-]{6,}");
    private static final Pattern USER = Pattern.compile("(://[^\\s:/@]{0,200}:)[^\\s/@]{1,200}@");

    private Redaction() {}

    /**
     * The text without them. Most texts have none, and pages show hundreds: those are looked
     * through without a regular expression.
     */
    static String of(String text) {
        boolean named = SecretNames.mayBeIn(text) && (has(text, '=') || has(text, ':'));
        String pairs = named ? PAIR.matcher(text).replaceAll("$1" + MASK) : text;
        boolean schemed = isIn("bearer", pairs) || isIn("basic", pairs);
        String schemes = schemed ? SCHEME.matcher(pairs).replaceAll("$1 " + MASK) : pairs;
        return schemes.contains("://")
                ? USER.matcher(schemes).replaceAll("$1" + MASK + "@")
                : schemes;
    }

    private static boolean has(String text, char one) {
        return text.indexOf(one) >= 0;
    }

    private static boolean isIn(String word, String text) {
        int last = text.length() - word.length();
        for (int i = 0; i <= last; i++) {
            if ((text.charAt(i) | ' ') == word.charAt(0)
                    && text.regionMatches(true, i, word, 0, word.length())) {
                return true;
            }
        }
        return false;
    }

    /** Whether what has this name is never shown. */
    static boolean isSecret(String name) {
        return SecretNames.isSecret(name);
    }
}
