package darkroom.queue.doctor;

import darkroom.queue.json.DueJob;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/**
 * Walks through every job in every place, along the way that jobs take: the schedules, then the
 * queues from their tails, then what is reserved, then the dead. A job that goes back meanwhile, as
 * one that fails does, may be missed; so whoever misses one walks again.
 */
final class JobWalk {
    private final RedisStore store;
    private final Keys keys;
    private final Progress progress;
    private long seen;

    JobWalk(RedisStore store, Progress progress) {
        this.store = store;
        this.keys = store.keys();
        this.progress = progress;
    }

    /** Where a job is. */
    enum Place {
        SCHEDULED,
        RETRYING,
        READY,
        RESERVED
    }

    /** Takes a job that was met. */
    @FunctionalInterface
    interface Visitor {
        /** A job; its bytes may be anything. */
        void met(Place place, String queue, byte[] payload);
    }

    /** Walks once through all that is not dead. */
    void walk(Collection<String> queues, Collection<String> processes, Visitor visitor) {
        schedule(keys.scheduled(), Place.SCHEDULED, visitor);
        schedule(keys.retrying(), Place.RETRYING, visitor);
        for (String queue : queues) {
            if ("list".equals(store.type(keys.queue(queue)))) {
                store.scan()
                        .listFromTail(
                                keys.queue(queue),
                                page -> {
                                    page.forEach(job -> visitor.met(Place.READY, queue, job));
                                    count("ready jobs", page.size());
                                });
            }
        }
        for (String id : processes) {
            reserved(id, visitor);
        }
    }

    private void schedule(String key, Place place, Visitor visitor) {
        store.scan()
                .sorted(
                        key,
                        page -> {
                            page.forEach(member -> member(member, place, visitor));
                            count("jobs due later", page.size());
                        });
    }

    private static void member(byte[] member, Place place, Visitor visitor) {
        DueJob job = DueJob.fromBytes(member);
        visitor.met(place, job.queue(), job.payload());
    }

    private void reserved(String id, Visitor visitor) {
        store.scan()
                .hash(
                        keys.reserved(id),
                        page -> {
                            for (Map.Entry<byte[], byte[]> entry : page) {
                                String field = new String(entry.getKey(), StandardCharsets.UTF_8);
                                visitor.met(Place.RESERVED, Keys.queueOf(field), entry.getValue());
                            }
                            count("reserved jobs", page.size());
                        });
    }

    private void count(String stage, int more) {
        seen += more;
        progress.at(stage, seen);
    }
}
