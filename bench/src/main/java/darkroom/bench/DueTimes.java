package darkroom.bench;

import darkroom.queue.Limits;
import darkroom.queue.json.JobCodec;
import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** When each job that waits in the schedule is due, as Redis has it. */
final class DueTimes {
    private final RedisStore store;

    DueTimes(RedisStore store) {
        this.store = store;
    }

    /**
     * Epoch milliseconds of the jobs that do nothing, by their number.
     *
     * @throws BenchFailedException unless all of them are there
     */
    long[] read(int count) throws InterruptedException {
        long[] due = new long[count];
        int found = 0;
        List<RedisStore.Scored> page;
        do {
            if (Thread.interrupted()) {
                throw new InterruptedException("the load was interrupted");
            }
            page = store.sortedRange(store.keys().scheduled(), found, found + Limits.PAGE_MAX - 1L);
            for (RedisStore.Scored entry : page) {
                due[index(entry.member())] = (long) entry.score();
            }
            found += page.size();
        } while (!page.isEmpty());
        if (found != count) {
            throw new BenchFailedException(
                    "cannot measure the schedule: expected "
                            + count
                            + " jobs in it before the first is due, found "
                            + found
                            + "; run fewer --jobs");
        }
        return due;
    }

    // A member is the queue's name, a colon, and the job.
    private static int index(String member) {
        byte[] payload = member.substring(member.indexOf(':') + 1).getBytes(StandardCharsets.UTF_8);
        return JobCodec.args(Noop.KIND, JobCodec.decode(payload)).index();
    }
}
