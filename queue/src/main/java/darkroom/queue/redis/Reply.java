package darkroom.queue.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** What a script returned, read by position. A reply of another shape than asked for is a bug. */
public final class Reply {
    private final Object value;

    Reply(Object value) {
        this.value = value;
    }

    /** The single integer that was returned. */
    public long number() {
        return (Long) value;
    }

    /** Whether a single integer was returned. */
    public boolean isNumber() {
        return value instanceof Long;
    }

    /** How many elements the array has. */
    public int size() {
        return list().size();
    }

    /** The integer at {@code index}. */
    public long number(int index) {
        return (Long) list().get(index);
    }

    /** The bytes at {@code index}. */
    public byte[] bytes(int index) {
        return (byte[]) list().get(index);
    }

    /** The text at {@code index}. */
    public String text(int index) {
        return new String(bytes(index), StandardCharsets.UTF_8);
    }

    /** The array at {@code index}. */
    public Reply array(int index) {
        return new Reply(list().get(index));
    }

    /** The texts from {@code index} on. */
    public List<String> textsFrom(int index) {
        return IntStream.range(index, size()).mapToObj(this::text).toList();
    }

    private List<?> list() {
        return (List<?>) value;
    }
}
