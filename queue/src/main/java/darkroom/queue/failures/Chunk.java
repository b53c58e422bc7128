package darkroom.queue.failures;

import java.util.List;

/**
 * A piece of a message without blanks, and what it may be. Every look at it is one walk through it.
 *
 * @param from of its first character
 * @param to behind its last
 */
record Chunk(String text, int from, int to) {
    private static final int UUID_CHARS = 36;
    private static final int HEX_CHARS_MIN = 8;
    private static final int MIXED_CHARS_MIN = 16;
    private static final int MIXED_DIGITS_MIN = 4;
    private static final int PORT_DIGITS_MAX = 5;
    private static final int OCTET_DIGITS_MAX = 3;
    private static final int OCTETS = 4;
    private static final int HASH_CHARS_MAX = 16;
    private static final int COLONS_MIN = 3;

    /** What a colon and a number may follow that is a place in a file, and not a port. */
    private static final List<String> SOURCES = List.of(".java", ".kt", ".lua", ".sql", ".json");

    /** Of a page, a person or a host: a URL, {@code a@b}, IPv6 and such. */
    boolean isAddress() {
        if (isUrl()) {
            return true;
        }
        int sign = indexOf('@', from);
        if (sign > from && sign < to - 1) {
            return !new Chunk(text, sign + 1, to).isHash();
        }
        return isColons();
    }

    /** A scheme and what follows it. */
    boolean isUrl() {
        int colon = indexOf(':', from);
        return colon > from && colon + 2 < to && text.startsWith("//", colon + 1);
    }

    /** What an object without a text of its own has behind its class and an {@code @}. */
    boolean isHash() {
        if (from == to || to - from > HASH_CHARS_MAX) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (!isHex(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean isColons() {
        int colons = 0;
        boolean pair = false;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == ':') {
                colons++;
                pair |= i > from && text.charAt(i - 1) == ':';
            } else if (!isHex(c) && c != '.' && c != '%') {
                return false;
            }
        }
        return colons >= COLONS_MIN || pair;
    }

    /** A file, named from its root. */
    boolean isPath() {
        if (to - from < 3) {
            return false;
        }
        char first = text.charAt(from);
        boolean unix = first == '/' && indexOf('/', from + 1) < to;
        return unix || (Character.isLetter(first) && text.startsWith(":\\", from + 1));
    }

    /** As ISO 8601 writes it, and Java's durations do. */
    boolean isDuration() {
        int start = from < to && text.charAt(from) == '-' ? from + 1 : from;
        if (to - start < 3 || text.charAt(start) != 'P') {
            return false;
        }
        boolean digits = false;
        for (int i = start + 1; i < to; i++) {
            char c = text.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            digits |= digit;
            if (!digit && "TDHMS.-".indexOf(c) < 0) {
                return false;
            }
        }
        return digits;
    }

    /** A host with its port, or a number of IPv4. */
    boolean isHost() {
        int colon = lastColon();
        boolean port =
                colon > from && to - colon - 1 <= PORT_DIGITS_MAX && areDigits(colon + 1, to);
        int nameEnd = port ? colon : to;
        return isIpv4(nameEnd) || (port && isHostName(nameEnd));
    }

    private int lastColon() {
        int colon = to - 1;
        while (colon >= from && text.charAt(colon) != ':') {
            colon--;
        }
        return colon;
    }

    private boolean isHostName(int nameEnd) {
        boolean dot = false;
        for (int i = from; i < nameEnd; i++) {
            char c = text.charAt(i);
            dot |= c == '.';
            if (!Character.isLetterOrDigit(c) && c != '.' && c != '-' && c != '_') {
                return false;
            }
        }
        String name = text.substring(from, nameEnd);
        return dot ? SOURCES.stream().noneMatch(name::endsWith) : name.equals("localhost");
    }

    private boolean isIpv4(int nameEnd) {
        int octets = 1;
        int digits = 0;
        for (int i = from; i < nameEnd; i++) {
            char c = text.charAt(i);
            if (c == '.' && digits > 0) {
                octets++;
                digits = 0;
            } else if (c >= '0' && c <= '9' && digits < OCTET_DIGITS_MAX) {
                digits++;
            } else {
                return false;
            }
        }
        return octets == OCTETS && digits > 0;
    }

    /** Where the UUID ends that it begins with; where it begins if there is none. */
    int uuidEnd() {
        int uuidEnd = from + UUID_CHARS;
        if (uuidEnd > to || (uuidEnd < to && Character.isLetterOrDigit(text.charAt(uuidEnd)))) {
            return from;
        }
        for (int i = 0; i < UUID_CHARS; i++) {
            char c = text.charAt(from + i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !isHex(c)) {
                return from;
            }
        }
        return uuidEnd;
    }

    /** Where the letters and digits end that it begins with. */
    int wordEnd() {
        int i = from;
        while (i < to && Character.isLetterOrDigit(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** Of letters and digits: hexadecimal, or long and full of digits. */
    boolean isId() {
        int digits = 0;
        boolean hex = true;
        boolean marked = to - from > 2 && text.charAt(from) == '0' && text.charAt(from + 1) == 'x';
        for (int i = marked ? from + 2 : from; i < to; i++) {
            char c = text.charAt(i);
            digits += Character.isDigit(c) ? 1 : 0;
            hex &= isHex(c);
        }
        int length = to - from;
        boolean isHexId = hex && (marked || (length >= HEX_CHARS_MIN && digits > 0));
        return isHexId || (length >= MIXED_CHARS_MIN && digits >= MIXED_DIGITS_MIN);
    }

    /** Where the number ends that it begins with: with its fraction, groups and exponent. */
    int numberEnd() {
        int i = digitsEnd(from);
        while (i + 1 < to && ".,".indexOf(text.charAt(i)) >= 0 && isDigit(i + 1)) {
            i = digitsEnd(i + 1);
        }
        if (i + 1 < to && "eE".indexOf(text.charAt(i)) >= 0) {
            int sign = "+-".indexOf(text.charAt(i + 1)) >= 0 ? 1 : 0;
            if (i + 1 + sign < to && isDigit(i + 1 + sign)) {
                i = digitsEnd(i + 1 + sign);
            }
        }
        return i;
    }

    private int digitsEnd(int start) {
        int i = start;
        while (i < to && isDigit(i)) {
            i++;
        }
        return i;
    }

    private boolean isDigit(int i) {
        return Character.isDigit(text.charAt(i));
    }

    private boolean areDigits(int start, int stop) {
        for (int i = start; i < stop; i++) {
            if (!isDigit(i)) {
                return false;
            }
        }
        return start < stop;
    }

    private int indexOf(char c, int start) {
        for (int i = start; i < to; i++) {
            if (text.charAt(i) == c) {
                return i;
            }
        }
        return to;
    }

    private static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
