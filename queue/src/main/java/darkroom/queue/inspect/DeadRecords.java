package darkroom.queue.inspect;

import darkroom.queue.InvalidJobException;
import darkroom.queue.StoreUnavailableException;
import darkroom.queue.archive.DeadBodies;
import darkroom.queue.archive.Place;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.json.DeadJob;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.RedisStore.Scored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records of dead jobs, wherever their bodies are. Thread-safe. */
final class DeadRecords {
    private static final String AWAY = "(its body is in the archive, which cannot be read now)";
    private static final String LACKING = "(its body is neither in Redis nor in the archive)";

    private final RedisStore store;
    private final DeadBodies bodies;

    DeadRecords(RedisStore store, DeadBodies bodies) {
        this.store = store;
        this.bodies = bodies;
    }

    /** Those of these entries of the dead set; without a message where the archive is away. */
    List<DeadView> list(List<Scored> entries) {
        List<String> names = entries.stream().map(Scored::member).toList();
        List<Optional<byte[]>> records = store.fields(store.keys().deadJobs(), names);
        List<Place> stubs = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).filter(DeadJob::isStub).isPresent()) {
                stubs.add(Place.of(entries.get(i)));
            }
        }
        String without = LACKING;
        Map<Place, byte[]> whole = Map.of();
        try {
            whole = bodies.of(stubs);
        } catch (StoreUnavailableException e) {
            without = AWAY;
        }
        List<DeadView> views = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).isPresent()) {
                views.add(view(entries.get(i), records.get(i).get(), whole, without));
            }
        }
        return views;
    }

    /**
     * One dead job, if there is one of this name.
     *
     * @throws StoreUnavailableException if its body is in the archive and that is away
     */
    Optional<DeadView> find(String name) {
        // First since when: should another take its place between the two, that is not right any
        // more, which whoever acts on it notices.
        Scored entry = new Scored(name, store.score(store.keys().dead(), name).orElse(0));
        Optional<byte[]> record = store.field(store.keys().deadJobs(), name);
        if (record.isEmpty()) {
            return Optional.empty();
        }
        List<Place> stubs = DeadJob.isStub(record.get()) ? List.of(Place.of(entry)) : List.of();
        return Optional.of(view(entry, record.get(), bodies.of(stubs), LACKING));
    }

    private static DeadView view(
            Scored entry, byte[] record, Map<Place, byte[]> whole, String without) {
        Instant since = Instant.ofEpochMilli((long) entry.score());
        if (!DeadJob.isStub(record)) {
            return new DeadView(DeadJob.read(entry.member(), record), since);
        }
        byte[] body = whole.get(Place.of(entry));
        DeadJob job =
                body == null
                        ? DeadJob.read(entry.member(), record).withMessage(without)
                        : DeadJob.read(entry.member(), body);
        return new DeadView(job, since);
    }

    /** The same job if it has a body, which is needed to {@code verb} it. */
    static DeadView whole(DeadView dead, String verb) {
        if (dead.job().isUnreadable()) {
            throw new InvalidJobException(
                    "cannot "
                            + verb
                            + " job "
                            + dead.job().id()
                            + ": "
                            + dead.job().cause().message());
        }
        if (dead.job().payload().length == 0 && dead.job().cause().message().equals(LACKING)) {
            throw new InvalidJobException(
                    "cannot "
                            + verb
                            + " job "
                            + dead.job().id()
                            + ": its body is neither in Redis nor in the archive; bring back the"
                            + " newest backup of the archive's database, or discard the job");
        }
        return dead;
    }
}
