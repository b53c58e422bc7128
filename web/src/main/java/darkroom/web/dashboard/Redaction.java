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

    static String of(String text) {
        String pairs = PAIR.matcher(text).replaceAll("$1" + MASK);
        String schemes = SCHEME.matcher(pairs).replaceAll("$1 " + MASK);
        return USER.matcher(schemes).replaceAll("$1" + MASK + "@");
    }

    /** Whether what has this name is never shown. */
    static boolean isSecret(String name) {
        return SecretNames.isSecret(name);
    }
}
