package darkroom.web.dashboard;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The frames of a stack trace that are the application's own code, which is where to look first.
 */
final class OwnFrames {
    private static final Pattern FRAME = Pattern.compile("at (?:[^/\\s]*//?)?(\\S+)\\(.*");
    private static final int NAMES = 2;
    private static final int FRAMES_MAX = 50;

    private OwnFrames() {}

    /**
     * These frames, a line each; empty where none is known.
     *
     * @param stack of a failure
     * @param first class and method of the first own frame, or empty. What shares the first two
     *     names of its package is the application's, too.
     */
    static String of(String stack, String first) {
        String root = root(first);
        if (root.isEmpty()) {
            return "";
        }
        return stack.lines()
                .map(String::strip)
                .filter(line -> isBelow(line, root))
                .limit(FRAMES_MAX)
                .collect(Collectors.joining("\n"));
    }

    private static String root(String frame) {
        int end = -1;
        for (int i = 0; i < NAMES; i++) {
            int dot = frame.indexOf('.', end + 1);
            if (dot < 0) {
                return end < 0 ? "" : frame.substring(0, end + 1);
            }
            end = dot;
        }
        return frame.substring(0, end + 1);
    }

    private static boolean isBelow(String line, String root) {
        var frame = FRAME.matcher(line);
        return frame.matches() && frame.group(1).startsWith(root);
    }
}
