package darkroom.queue.archive;

import darkroom.queue.Limits;
import darkroom.queue.json.DeadJob;
import darkroom.queue.redis.Call;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The dead set of one Redis, as the archive looks at it. */
final class DeadWalk {
    private final RedisStore store;

    DeadWalk(RedisStore store) {
        this.store = store;
    }

    /**
     * A dead job as Redis has it.
     *
     * @param record not copied; empty if it has none
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Entry(Place place, byte[] record) {
        /** Whether its body is in the archive only. */
        boolean isStub() {
            return DeadJob.isStub(record);
        }
    }

    /** The next after a place that died until then, oldest first. */
    List<Entry> after(Place place, long until, int most) {
        Call call = new Call();
        call.key(store.keys().dead());
        call.key(store.keys().deadJobs());
        call.arg(place.diedAt()).arg(place.name()).arg(until).arg(most);
        Reply reply = store.run(Script.PICK, call);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i + 2 < reply.size(); i += 3) {
            long diedAt = (long) Double.parseDouble(reply.text(i + 1));
            entries.add(new Entry(new Place(diedAt, reply.text(i)), reply.bytes(i + 2)));
        }
        return entries;
    }

    /** Those of them that are dead, since the very moment. */
    List<Place> dead(List<Place> places) {
        List<Place> dead = new ArrayList<>();
        for (int from = 0; from < places.size(); from += Limits.PAGE_MAX) {
            int to = Math.min(places.size(), from + Limits.PAGE_MAX);
            addDead(places.subList(from, to), dead);
        }
        return dead;
    }

    private void addDead(List<Place> page, List<Place> dead) {
        List<String> names = page.stream().map(Place::name).toList();
        List<Optional<Double>> scores = store.scores().of(store.keys().dead(), names);
        for (int i = 0; i < scores.size(); i++) {
            long diedAt = page.get(i).diedAt();
            if (scores.get(i).filter(score -> score.longValue() == diedAt).isPresent()) {
                dead.add(page.get(i));
            }
        }
    }

    /** The records of these; at most a page. */
    List<Entry> entries(List<Place> places) {
        List<Entry> entries = new ArrayList<>();
        var records =
                store.fields(store.keys().deadJobs(), places.stream().map(Place::name).toList());
        for (int i = 0; i < records.size(); i++) {
            Place place = places.get(i);
            records.get(i).ifPresent(record -> entries.add(new Entry(place, record)));
        }
        return entries;
    }
}
