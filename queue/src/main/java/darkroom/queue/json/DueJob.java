package darkroom.queue.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A job as it stands in a schedule until it is due: {@code queue:payload}.
 *
 * @param queue the queue that it goes to
 * @param payload its bytes, which may be anything; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DueJob(String queue, byte[] payload) {
    /** Reads a member of a schedule, which may be anything: without a colon it is all queue. */
    public static DueJob fromBytes(byte[] member) {
        int colon = 0;
        while (colon < member.length && member[colon] != ':') {
            colon++;
        }
        return new DueJob(
                new String(member, 0, colon, StandardCharsets.UTF_8),
                Arrays.copyOfRange(member, Math.min(colon + 1, member.length), member.length));
    }

    /** The member of a schedule. */
    public byte[] toBytes() {
        byte[] head = (queue + ":").getBytes(StandardCharsets.UTF_8);
        byte[] member = Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, member, head.length, payload.length);
        return member;
    }
}
