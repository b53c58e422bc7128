package darkroom.queue.client;

import darkroom.queue.redis.RedisStore;
import java.time.InstantSource;
import java.util.SplittableRandom;

/** Clients to whom a queue is full with few jobs, for tests of other packages. */
public final class SmallQueues {
    private SmallQueues() {}

    /** A client of queues, and a schedule, that hold so many jobs. For one thread. */
    public static QueueClient client(RedisStore store, long queueJobsMax) {
        return new QueueClient(
                store, InstantSource.system(), new SplittableRandom(7), queueJobsMax);
    }
}
