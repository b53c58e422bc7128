package darkroom.queue.handler;

import darkroom.queue.Excerpt;
import darkroom.queue.Limits;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * Why an attempt failed, as text: nothing of it is ever turned back into a class.
 *
 * @param type the class of what was thrown, or a short word of ours such as {@code rejected}
 * @param message one sentence for a person
 * @param stack the stack trace, or empty; all three are cut to {@link Limits#FAILURE_CHARS_MAX}
 */
public record Failure(String type, String message, String stack) {
    private static final int TYPE_CHARS_MAX = 200;
    private static final int MESSAGE_CHARS_MAX = 2_000;

    /** Cuts each part to its bound. */
    public Failure {
        type = cut(type, TYPE_CHARS_MAX);
        message = cut(message, MESSAGE_CHARS_MAX);
        stack = cut(stack, Limits.FAILURE_CHARS_MAX);
    }

    /** A failure that no exception stands for. */
    public static Failure of(String type, String message) {
        return new Failure(type, message, "");
    }

    /** A failure by {@code thrown}, with its stack. */
    public static Failure of(Throwable thrown) {
        return new Failure(thrown.getClass().getName(), messageOf(thrown), stackOf(thrown));
    }

    // Both texts come from code we do not know: its getMessage or printStackTrace may throw too,
    // and
    // not only what the compiler allows them.
    private static String messageOf(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            return message == null ? "" : message;
        } catch (Throwable broken) {
            return "(no message: getMessage threw " + broken.getClass().getName() + ")";
        }
    }

    private static String stackOf(Throwable thrown) {
        try {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            return text.toString();
        } catch (Throwable broken) {
            return "";
        }
    }

    private static String cut(String text, int charsMax) {
        return Excerpt.cut(text, charsMax);
    }
}
