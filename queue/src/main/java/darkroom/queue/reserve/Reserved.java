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
    @Override
    public boolean equals(Object other) {
        return other instanceof Reserved that && sequence == that.sequence;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence);
    }
}
