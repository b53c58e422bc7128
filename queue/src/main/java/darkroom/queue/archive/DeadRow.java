package darkroom.queue.archive;

import darkroom.queue.Excerpt;
import darkroom.queue.json.DeadJob;
import darkroom.queue.json.JobCodec;
import darkroom.queue.json.StoredJob;
import darkroom.queue.trace.TraceParent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/**
 * A dead job as the archive has it.
 *
 * @param job as its record says; of blanks where that cannot be read
 * @param terms what of its args it is found by
 * @param trace the step of a trace in which it was enqueued
 * @param held that it came from an outbox, whose relay sends it again when Redis lost it
 * @param body its record, byte for byte; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DeadRow(
        Place place,
        DeadJob job,
        KindTerms.Terms terms,
        Optional<TraceParent> trace,
        Optional<DeadJob.Held> held,
        byte[] body) {
    private static final int CHARS_MAX = 200;

    private static final byte[] NOTHING = {};

    /** Of a record, whatever it holds. */
    static DeadRow of(Place place, byte[] record, KindTerms kinds) {
        DeadJob job = read(place.name(), record);
        Optional<StoredJob> stored = JobCodec.decoded(job.payload());
        return new DeadRow(
                place,
                job,
                stored.map(kinds::of).orElse(KindTerms.Terms.NONE),
                stored.flatMap(StoredJob::trace),
                stored.flatMap(DeadJob.Held::of),
                record);
    }

    private static DeadJob read(String name, byte[] record) {
        try {
            return DeadJob.fromBytes(record).withId(name);
        } catch (IllegalStateException | IllegalArgumentException unreadable) {
            DeadJob.Cause cause = new DeadJob.Cause("unreadable", "unreadable", "", "");
            return new DeadJob(name, "", "", 0, cause, "", NOTHING);
        }
    }

    /** By which a script knows the record again. */
    static byte[] digest(byte[] record) {
        try {
            // The only hash that scripts of Redis know; it tells records apart, and proves nothing.
            return MessageDigest.getInstance("SHA-1").digest(record);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("cannot make a SHA-1, which every JDK has", e);
        }
    }

    byte[] digest() {
        return digest(body);
    }

    /** The name of a class without its package and what it stands in, or a word as it is. */
    static String simpleName(String type) {
        int end = Math.max(type.lastIndexOf('.'), type.lastIndexOf('$'));
        return type.substring(end + 1);
    }

    /** As a column can hold it: an index takes no long text, and no text has a NUL in it. */
    static String column(String text) {
        String cut = Excerpt.cut(text, CHARS_MAX);
        // A half of a pair of surrogates is no UTF-8.
        return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .replace('\0', '\uFFFD');
    }

    static List<String> columns(List<String> texts) {
        return texts.stream().map(DeadRow::whole).toList();
    }

    // Bounded where they are made: with its name before it one may be longer than a column.
    private static String whole(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .replace('\0', '\uFFFD');
    }
}
