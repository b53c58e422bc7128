package darkroom.queue.operations;

import darkroom.queue.redis.Call;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import java.util.ArrayList;
import java.util.List;

/**
 * All dead jobs that died in a range of time, oldest first. A page costs one call, which takes
 * Redis some hundred microseconds; a walk over a million dead jobs is four thousand of them.
 */
final class DeadIndex implements Source {
    private final RedisStore store;
    private final String index;
    private final long since;
    private final long until;

    /**
     * A walk.
     *
     * @param index key of the dead set, or of the index of a group's dead jobs
     * @param since epoch ms
     * @param until epoch ms
     */
    DeadIndex(RedisStore store, String index, long since, long until) {
        this.store = store;
        this.index = index;
        this.since = since;
        this.until = until;
    }

    @Override
    public long size() {
        return store.sortedCount(index, (double) since, (double) until);
    }

    @Override
    public Page after(String cursor, int most) {
        int blank = cursor.indexOf(' ');
        Call call = new Call();
        call.key(index);
        call.key(store.keys().deadJobs());
        if (blank < 0) {
            call.arg(since).arg("");
        } else {
            call.arg(cursor.substring(0, blank)).arg(cursor.substring(blank + 1));
        }
        Reply reply = store.run(Script.PICK, call.arg(until).arg(most));
        List<Picked> jobs = new ArrayList<>();
        for (int i = 0; i + 2 < reply.size(); i += 3) {
            jobs.add(new Picked(reply.text(i), reply.text(i + 1), reply.bytes(i + 2)));
        }
        return new Page(jobs, jobs.size() < most);
    }

    @Override
    public String cursorAt(Picked job) {
        return job.since() + " " + job.name();
    }
}
