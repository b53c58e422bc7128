package darkroom.queue.failures;

import darkroom.queue.Excerpt;

/**
 * What is left of a message when all is taken out that differs from one failure to the next:
 * numbers and ids become {@code <n>}, quoted text {@code <text>}, addresses of hosts, people and
 * pages {@code <address>}, files {@code <path>}; several alike in a row are one; blanks are one
 * space.
 *
 * <p>One walk from left to right without a regular expression: the time is linear in the characters
 * read, whatever they are.
 */
final class MessageTemplate {
    /** The longest template, in characters. */
    static final int CHARS_MAX = 200;

    /** So much of a message is read: what comes after it does not tell failures apart. */
    static final int READ_CHARS_MAX = 1_000;

    private static final String NUMBER = "<n>";
    private static final String TEXT = "<text>";
    private static final String ADDRESS = "<address>";
    private static final String PATH = "<path>";
    private static final String OPENING = "\"'`\u201c\u2018\u00ab\u201e";
    private static final String CLOSING = "\"'`\u201d\u2019\u00bb\u201c";
    private static final String DIVIDERS = ",;()[]{}<>|=!?\"`";
    private static final String URL_ENDS = "\"'`<>()[]{}|\u201d\u00bb";
    private static final String SENTENCE_ENDS = ".:,;!?";
    private static final String BETWEEN_LIKE = ", ;";

    private final String text;
    private final int end;
    private final StringBuilder out = new StringBuilder();

    /** By kind of quote: none closes any more, so that no one looks for it again. */
    private final boolean[] unclosed = new boolean[OPENING.length()];

    private int at;
    private String last = "";
    private int lastEnd;

    private MessageTemplate(String text) {
        this.text = text;
        // Never further, not even to look for something: a message may be megabytes.
        this.end = Math.min(text.length(), READ_CHARS_MAX);
    }

    /** The template of a message, which may be anything. */
    static String of(String message) {
        return new MessageTemplate(message).read();
    }

    private String read() {
        while (at < end && out.length() <= CHARS_MAX) {
            char c = text.charAt(at);
            if (isBlank(c)) {
                blank();
                at++;
            } else if (!skipsQuoted(c)) {
                if (DIVIDERS.indexOf(c) >= 0) {
                    out.append(c);
                    at++;
                } else {
                    chunk();
                }
            }
        }
        return Excerpt.cut(out.toString().strip(), CHARS_MAX);
    }

    private void blank() {
        if (out.length() > 0 && out.charAt(out.length() - 1) != ' ') {
            out.append(' ');
        }
    }

    private boolean skipsQuoted(char c) {
        int kind = OPENING.indexOf(c);
        if (kind < 0 || unclosed[kind] || isInWord(c, at)) {
            return false;
        }
        char closing = CLOSING.charAt(kind);
        for (int i = at + 1; i < end; i++) {
            if (text.charAt(i) == closing && !isApostrophe(closing, i)) {
                put(TEXT);
                at = i + 1;
                return true;
            }
        }
        unclosed[kind] = true;
        return false;
    }

    // The one of "can't" opens nothing.
    private boolean isInWord(char c, int i) {
        return c == '\'' && i > 0 && Character.isLetterOrDigit(text.charAt(i - 1));
    }

    private boolean isApostrophe(char c, int i) {
        return (c == '\'' || c == '\u2019')
                && i + 1 < end
                && Character.isLetterOrDigit(text.charAt(i + 1));
    }

    private void chunk() {
        int to = at + 1;
        while (to < end && !endsChunk(to)) {
            to++;
        }
        if (new Chunk(text, at, to).isUrl()) {
            while (to < end && URL_ENDS.indexOf(text.charAt(to)) < 0 && !isBlank(text.charAt(to))) {
                to++;
            }
        }
        int core = to;
        while (core > at && SENTENCE_ENDS.indexOf(text.charAt(core - 1)) >= 0) {
            core--;
        }
        Chunk chunk = new Chunk(text, at, core);
        if (chunk.isAddress()) {
            put(ADDRESS);
        } else if (chunk.isPath()) {
            put(PATH);
        } else if (chunk.isDuration()) {
            put(NUMBER);
        } else {
            parts(at, core);
        }
        out.append(text, core, to);
        at = to;
    }

    private boolean endsChunk(int i) {
        char c = text.charAt(i);
        return isBlank(c)
                || DIVIDERS.indexOf(c) >= 0
                || (OPENING.indexOf(c) >= 0 && !isInWord(c, i));
    }

    /** What stands between slashes, each by itself: a host and its address, a path in a store. */
    private void parts(int from, int to) {
        int part = from;
        for (int i = from; i <= to; i++) {
            if (i == to || text.charAt(i) == '/') {
                if (new Chunk(text, part, i).isHost()) {
                    put(ADDRESS);
                } else {
                    words(part, i);
                }
                if (i < to) {
                    out.append('/');
                }
                part = i + 1;
            }
        }
    }

    private void words(int from, int to) {
        int i = from;
        if (to - from > 1 && "+-".indexOf(text.charAt(from)) >= 0 && isDigit(from + 1)) {
            i++;
        }
        while (i < to) {
            Chunk rest = new Chunk(text, i, to);
            int word = rest.uuidEnd();
            if (word > i) {
                put(NUMBER);
                i = word;
            } else if (Character.isLetterOrDigit(text.charAt(i))) {
                i = word(i, rest.wordEnd(), to);
            } else if (text.charAt(i) == '@' && new Chunk(text, i + 1, to).isHash()) {
                out.append('@');
                put(NUMBER);
                i = to;
            } else {
                out.append(text.charAt(i));
                i++;
            }
        }
    }

    private int word(int from, int wordEnd, int to) {
        if (new Chunk(text, from, wordEnd).isId()) {
            put(NUMBER);
            return wordEnd;
        }
        int i = from;
        while (i < wordEnd) {
            if (isDigit(i)) {
                i = new Chunk(text, i, to).numberEnd();
                put(NUMBER);
            } else {
                out.append(text.charAt(i));
                i++;
            }
        }
        return i;
    }

    private void put(String placeholder) {
        if (placeholder.equals(last) && isSeparator(lastEnd)) {
            out.setLength(lastEnd);
            return;
        }
        out.append(placeholder);
        last = placeholder;
        lastEnd = out.length();
    }

    /** Whether from there to the end only stands what stands between the elements of a list. */
    private boolean isSeparator(int from) {
        if (from == out.length() || out.length() - from > 2) {
            return false;
        }
        for (int i = from; i < out.length(); i++) {
            if (BETWEEN_LIKE.indexOf(out.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isDigit(int i) {
        return Character.isDigit(text.charAt(i));
    }

    private static boolean isBlank(char c) {
        if (c > ' ' && c < '\u007f') {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }
}
