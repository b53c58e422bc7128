package darkroom.queue.inspect;

import darkroom.queue.inspect.JobPlaces.Found;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jobs in the hands of processes. Thread-safe. */
final class ReservedJobs {
    private final RedisStore store;

    ReservedJobs(RedisStore store) {
        this.store = store;
    }

    /**
     * The job of this id, if a process holds it. Walks through all that are held, a page a call.
     */
    Optional<Found> find(String id) {
        for (String process : store.sortedMembers(store.keys().processes())) {
            List<Found> found = new ArrayList<>();
            store.scan()
                    .hash(
                            store.keys().reserved(process),
                            page ->
                                    page.stream()
                                            .flatMap(held -> job(id, held).stream())
                                            .map(job -> new Found(job, process))
                                            .forEach(found::add));
            if (!found.isEmpty()) {
                return Optional.of(found.get(0));
            }
        }
        return Optional.empty();
    }

    private static Optional<WaitingJob> job(String id, Map.Entry<byte[], byte[]> held) {
        String field = new String(held.getKey(), StandardCharsets.UTF_8);
        return WaitingJob.ready(id, Keys.queueOf(field), held.getValue());
    }
}
