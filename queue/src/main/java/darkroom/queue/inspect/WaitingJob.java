package darkroom.queue.inspect;

import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A job that has not begun.
 *
 * @param payload its bytes, which may be anything; not copied
 * @param due when it goes to its queue, by Redis' clock; empty if it is there
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record WaitingJob(Place place, String queue, byte[] payload, Optional<Instant> due) {
    /** Where it waits. */
    public enum Place {
        READY,
        SCHEDULED,
        RETRYING;

        /** In small letters. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static WaitingJob ready(String queue, byte[] payload) {
        return new WaitingJob(Place.READY, queue, payload, Optional.empty());
    }

    /** That of a member of a schedule: queue ":" payload. */
    static WaitingJob of(Place place, byte[] member, Optional<Instant> due) {
        int colon = 0;
        while (colon < member.length && member[colon] != ':') {
            colon++;
        }
        return new WaitingJob(
                place,
                new String(member, 0, colon, StandardCharsets.UTF_8),
                Arrays.copyOfRange(member, Math.min(colon + 1, member.length), member.length),
                due);
    }

    /** What it says; empty if it cannot be read. */
    public Optional<StoredJob> job() {
        return JobCodec.decoded(payload);
    }

    /** Its id; empty if it has none or cannot be read. */
    public String id() {
        return job().flatMap(StoredJob::id).orElse("");
    }

    /** What stands in Redis where it waits. */
    byte[] stored() {
        if (place == Place.READY) {
            return payload;
        }
        byte[] head = (queue + ":").getBytes(StandardCharsets.UTF_8);
        byte[] stored = Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, stored, head.length, payload.length);
        return stored;
    }
}
