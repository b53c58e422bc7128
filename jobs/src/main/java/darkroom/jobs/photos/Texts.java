package darkroom.jobs.photos;

/** What people may write: any Unicode text that can be stored, within a length. */
final class Texts {
    private Texts() {}

    /** Without the space around it. */
    static String check(String what, String text, int charsMax) {
        String stripped = text.strip();
        if (stripped.length() > charsMax) {
            throw new RefusedTextException(
                    "cannot take the "
                            + what
                            + ": expected at most "
                            + charsMax
                            + " characters, found "
                            + stripped.length()
                            + "; shorten it");
        }
        // A zero cannot stand in a PostgreSQL text, half of a surrogate pair not in UTF-8.
        if (stripped.chars().anyMatch(c -> c == 0) || hasLoneSurrogate(stripped)) {
            throw new RefusedTextException(
                    "cannot take the "
                            + what
                            + ": expected Unicode text, found a zero or half a character in it");
        }
        return stripped;
    }

    private static boolean hasLoneSurrogate(String text) {
        return text.codePoints()
                .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
