package darkroom.queue.failures;

import darkroom.queue.Limits;
import java.util.Collection;
import java.util.List;

/** The first place in the application's own code that a stack trace names. */
final class OwnFrame {
    private static final String AT = "at ";
    private static final int FRAME_CHARS_MAX = 200;

    /** A frame may begin with a class loader, a module and its version, each before a slash. */
    private static final int SLASHES_MAX = 3;

    private OwnFrame() {}

    /**
     * Class and method of that frame, without its line, so that a deploy changes nothing; without
     * the numbers that the compiler gives to lambdas and nameless classes. Empty if there is none.
     *
     * @param stack as {@link Throwable#printStackTrace()} writes it, or anything
     * @param packages names of packages whose code, and whose subpackages', is the application's
     */
    static String in(String stack, Collection<String> packages) {
        int end = Math.min(stack.length(), Limits.FAILURE_CHARS_MAX);
        int line = 0;
        while (line < end) {
            int next = indexOf(stack, '\n', line, end);
            int from = line;
            while (from < next && stack.charAt(from) <= ' ') {
                from++;
            }
            if (from + AT.length() < next && stack.startsWith(AT, from)) {
                int open = indexOf(stack, '(', from, next);
                int start = ownFrom(stack, from + AT.length(), open, packages);
                if (start < open && open < next) {
                    return named(stack, start, Math.min(open, start + FRAME_CHARS_MAX));
                }
            }
            line = next + 1;
        }
        return "";
    }

    /** The same, of a stack as a thread has it. */
    static String in(List<StackTraceElement> stack, Collection<String> packages) {
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            for (String one : packages) {
                if (type.startsWith(one)
                        && type.length() > one.length()
                        && type.charAt(one.length()) == '.') {
                    String name = type + "." + frame.getMethodName();
                    return named(name, 0, Math.min(name.length(), FRAME_CHARS_MAX));
                }
            }
        }
        return "";
    }

    /** Where the name of an own class begins; {@code to} if it is none of ours. */
    private static int ownFrom(String stack, int from, int to, Collection<String> packages) {
        int start = from;
        for (int i = 0; i <= SLASHES_MAX && start < to; i++) {
            for (String one : packages) {
                int after = start + one.length();
                if (after < to && stack.startsWith(one, start) && stack.charAt(after) == '.') {
                    return start;
                }
            }
            start = indexOf(stack, '/', start, to) + 1;
        }
        return to;
    }

    private static String named(String stack, int from, int to) {
        StringBuilder name = new StringBuilder(to - from);
        // Behind a dollar: the number of a lambda or a nameless class, the address of a hidden one.
        boolean numbered = false;
        int i = from;
        while (i < to) {
            char c = stack.charAt(i);
            if (c == '/') {
                i = indexOf(stack, '.', i, to);
                continue;
            }
            numbered = c == '$' || (numbered && c >= '0' && c <= '9');
            if (c == '$' || !numbered) {
                name.append(c);
            }
            i++;
        }
        return name.toString();
    }

    private static int indexOf(String text, char c, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == c) {
                return i;
            }
        }
        return to;
    }
}
