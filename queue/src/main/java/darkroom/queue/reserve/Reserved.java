package darkroom.queue.reserve;

/**
 * A job that this process holds.
 *
 * @param sequence its number in the process's reserved hash
 * @param queue where it came from
 * @param payload its bytes; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // identity is the sequence number within a process
public record Reserved(long sequence, String queue, byte[] payload) {
    /** Its field in the process's reserved hash. */
    public String field() {
        return sequence + ":" + queue;
    }

    static Reserved of(String field, byte[] payload) {
        int colon = field.indexOf(':');
        return new Reserved(
                Long.parseLong(field.substring(0, colon)), field.substring(colon + 1), payload);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Reserved that && sequence == that.sequence;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence);
    }
}
