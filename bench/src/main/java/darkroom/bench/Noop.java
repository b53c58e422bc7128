package darkroom.bench;

import darkroom.queue.Job;
import darkroom.queue.JobKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Args of the job that does nothing: one number and ten letters, as small as real ones.
 *
 * @param number of the job in its load
 */
record Noop(long number, String text) {
    /** Its kind. */
    static final JobKind<Noop> KIND = JobKind.of("noop", Noop.class);

    /** So that every number has as many digits as the next. */
    static final long FIRST = 100_000_000;

    private static final String TEXT = "abcdefghij";

    /** The job of this number. */
    static Job<Noop> job(long number) {
        return KIND.job(new Noop(FIRST + number, TEXT));
    }

    /** So many jobs from this number on. */
    static List<Job<Noop>> jobs(long from, int count) {
        List<Job<Noop>> jobs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            jobs.add(job(from + i));
        }
        return jobs;
    }

    /** The number it was made from. */
    int index() {
        return (int) (number - FIRST);
    }
}
