package darkroom.queue.operations;

import darkroom.queue.redis.RedisStore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The dead jobs of given names, in the order in which they are given. Two calls a job. */
final class NamedJobs implements Source {
    private static final byte[] NOTHING = {};

    /** Each costs two calls, and a slow operation needs a few a step. */
    private static final int PAGE_MAX = 50;

    private final RedisStore store;
    private final List<String> names;
    private final long until;

    NamedJobs(RedisStore store, List<String> names, long until) {
        this.store = store;
        this.names = names;
        this.until = until;
    }

    @Override
    public long size() {
        return names.size();
    }

    @Override
    public Page after(String cursor, int most) {
        int from = cursor.isEmpty() ? 0 : names.indexOf(cursor) + 1;
        int to = Math.min(names.size(), from + Math.min(most, PAGE_MAX));
        List<Picked> jobs = new ArrayList<>();
        for (String name : names.subList(from, to)) {
            jobs.add(look(name));
        }
        return new Page(jobs, to == names.size());
    }

    // First since when, then its record: should another take its place between the two, then since
    // when is not right any more, which the script notices.
    private Picked look(String name) {
        OptionalDouble score = store.score(store.keys().dead(), name);
        boolean inTime = score.isPresent() && score.getAsDouble() <= until;
        byte[] record =
                inTime ? store.field(store.keys().deadJobs(), name).orElse(NOTHING) : NOTHING;
        return new Picked(name, Long.toString((long) score.orElse(0)), record);
    }

    @Override
    public String cursorAt(Picked job) {
        return job.name();
    }
}
