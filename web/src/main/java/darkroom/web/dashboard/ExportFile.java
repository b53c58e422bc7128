package darkroom.web.dashboard;

import darkroom.queue.InvalidJobException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A file on its way to who exports, a line a job, for a bounded time however slowly it is read. */
final class ExportFile {
    /** A million jobs take a minute or two. */
    static final Duration TIME_MAX = Duration.ofMinutes(10);

    private final OutputStream out;
    private final LongSupplier nanos;
    private final long began;
    private long lines;

    /** Begins one; {@code out} stays its caller's to close. */
    ExportFile(OutputStream out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    /** So many lines are written. */
    long lines() {
        return lines;
    }

    /**
     * Writes a line.
     *
     * @throws InvalidJobException if its time is over
     * @throws UncheckedIOException if nobody reads any more
     */
    void add(String line) {
        if (nanos.getAsLong() - began > TIME_MAX.toNanos()) {
            throw new InvalidJobException(
                    "cannot go on with an export: expected it to be read within "
                            + TIME_MAX.toMinutes()
                            + " min, found "
                            + lines
                            + " jobs read by then; export fewer, such as by a time");
        }
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send an export: " + e, e);
        }
        lines++;
    }
}
