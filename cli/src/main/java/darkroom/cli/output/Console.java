package darkroom.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;

/** Where a verb writes: results to standard output, everything else to standard error. */
public final class Console {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintWriter out;
    private final PrintWriter err;

    /** Writes to these two. */
    public Console(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** A line of the result. */
    public void line(String text) {
        out.println(text);
        out.flush();
    }

    /** A value of the result, as one line of JSON. */
    public void json(Object value) {
        try {
            line(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write the result as JSON", e);
        }
    }

    /** A line for the person who waits. */
    public void note(String text) {
        err.println(text);
        err.flush();
    }

    /** Text in place of the last such text, on a terminal. */
    void over(String text) {
        err.print("\r\u001b[K" + text);
        err.flush();
    }
}
