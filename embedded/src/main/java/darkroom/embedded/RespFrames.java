package darkroom.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts one direction of a connection into the values of Redis' protocol. Not thread-safe. */
final class RespFrames {
    private static final int BYTES_FIRST = 16 * 1024;
    private static final int BYTES_MAX = 1 << 28;
    private static final int INCOMPLETE = -1;

    private byte[] buffer = new byte[BYTES_FIRST];
    private int from;
    private int to;

    /** Adds what has come. */
    void add(byte[] chunk, int count) {
        if (to + count > buffer.length) {
            int held = to - from;
            if (held + count > BYTES_MAX) {
                throw new IllegalStateException(
                        "cannot watch a connection: expected values of at most "
                                + BYTES_MAX
                                + " bytes");
            }
            int length = Math.max(buffer.length, Integer.highestOneBit(held + count) * 2);
            byte[] larger = length == buffer.length ? buffer : new byte[length];
            System.arraycopy(buffer, from, larger, 0, held);
            buffer = larger;
            from = 0;
            to = held;
        }
        System.arraycopy(chunk, 0, buffer, to, count);
        to += count;
    }

    /** The next whole value; null until more has come. */
    byte @Nullable [] next() {
        int end = endOf(from);
        if (end == INCOMPLETE) {
            return null;
        }
        byte[] frame = Arrays.copyOfRange(buffer, from, end);
        from = end;
        return frame;
    }

    /** The first bulk strings of an array, at most so many; empty for any other value. */
    static List<String> words(byte[] frame, int most) {
        RespFrames one = new RespFrames();
        one.add(frame, frame.length);
        List<String> words = new ArrayList<>();
        if (frame[0] != '*') {
            return words;
        }
        int count = Math.min(most, one.number(1));
        int at = one.lineEnd(0);
        for (int i = 0; i < count && one.buffer[at] == '$'; i++) {
            int length = one.number(at + 1);
            int start = one.lineEnd(at);
            words.add(new String(one.buffer, start, length, UTF_8));
            at = start + length + 2;
        }
        return words;
    }

    private int endOf(int at) {
        int line = lineEnd(at);
        if (line == INCOMPLETE) {
            return INCOMPLETE;
        }
        return switch (buffer[at]) {
            case '$', '!', '=' -> bulkEnd(number(at + 1), line);
            case '*', '~', '>' -> arrayEnd(number(at + 1), line);
            case '%' -> arrayEnd(2 * number(at + 1), line);
            default -> line;
        };
    }

    private int bulkEnd(int length, int line) {
        int end = length < 0 ? line : line + length + 2;
        return end > to ? INCOMPLETE : end;
    }

    private int arrayEnd(int count, int line) {
        int end = line;
        for (int i = 0; i < count && end != INCOMPLETE; i++) {
            end = endOf(end);
        }
        return end;
    }

    private int lineEnd(int at) {
        for (int i = at; i + 1 < to; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
                return i + 2;
            }
        }
        return INCOMPLETE;
    }

    private int number(int at) {
        boolean negative = buffer[at] == '-';
        int number = 0;
        for (int i = negative ? at + 1 : at; buffer[i] != '\r'; i++) {
            number = number * 10 + buffer[i] - '0';
        }
        return negative ? -number : number;
    }
}
