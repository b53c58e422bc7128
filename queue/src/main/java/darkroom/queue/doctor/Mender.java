package darkroom.queue.doctor;

import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Reply;
import darkroom.queue.redis.Script;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Entries that seem wrong: which of them are, and putting those right. See {@code mend.lua}. */
final class Mender {
    private static final int BATCH = 200;

    private final RedisStore store;

    Mender(RedisStore store) {
        this.store = store;
    }

    /** What sort of entry it is; in the script's words. */
    enum Sort {
        RESERVED,
        PROCESS,
        SERVING,
        STANDBY,
        QUEUE,
        INDEX,
        RECORD,
        UNIQUE,
        LIVE,
        INDEXED,
        UNINDEXED
    }

    /**
     * An entry that seems wrong.
     *
     * @param holder who has to hold it still; empty where nobody is asked
     * @param key what the script needs to judge it
     */
    record Suspect(String name, String holder, Optional<String> key) {}

    static List<Suspect> suspects(Collection<String> names) {
        return names.stream().map(name -> new Suspect(name, "", Optional.empty())).toList();
    }

    static List<Suspect> suspects(Collection<String> names, Function<String, String> key) {
        return names.stream()
                .map(name -> new Suspect(name, "", Optional.of(key.apply(name))))
                .toList();
    }

    /** Those that are wrong at this moment; nothing is written. */
    List<String> wrong(Sort sort, Collection<Suspect> suspects) {
        return run(sort, suspects, "0");
    }

    /**
     * Those that are wrong at this moment as one finding, which the script can put right; empty if
     * none is.
     *
     * @param what they are, with {@code %d} for their number
     */
    Optional<Diagnosis> diagnosis(
            Sort sort,
            Collection<Suspect> suspects,
            String name,
            String what,
            String cause,
            String remedy) {
        List<String> wrong = wrong(sort, suspects);
        if (wrong.isEmpty()) {
            return Optional.empty();
        }
        Finding finding =
                new Finding(
                        name,
                        wrong.size(),
                        wrong,
                        what.formatted(wrong.size()),
                        cause,
                        remedy,
                        true);
        return Optional.of(
                Diagnosis.of(finding, () -> name + ": put right " + mend(sort, suspects).size()));
    }

    /** Puts those right that are wrong at this moment; which they were. */
    List<String> mend(Sort sort, Collection<Suspect> suspects) {
        return run(sort, suspects, "1");
    }

    private List<String> run(Sort sort, Collection<Suspect> suspects, String write) {
        List<String> wrong = new ArrayList<>();
        List<Suspect> batch = new ArrayList<>(BATCH);
        for (Suspect suspect : suspects) {
            batch.add(suspect);
            if (batch.size() == BATCH) {
                wrong.addAll(call(sort, batch, write));
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            wrong.addAll(call(sort, batch, write));
        }
        return wrong;
    }

    private List<String> call(Sort sort, List<Suspect> batch, String write) {
        Keys keys = store.keys();
        Call call = new Call();
        call.key(keys.processes());
        call.key(keys.lost());
        call.key(keys.serving());
        call.key(keys.standby());
        call.key(keys.queues());
        call.key(keys.dead());
        call.key(keys.deadJobs());
        call.arg(sort.name().toLowerCase(Locale.ROOT)).arg(write);
        for (Suspect suspect : batch) {
            call.arg(suspect.name()).arg(suspect.holder());
            call.arg(suspect.key().map(call::key).orElse(0));
        }
        Reply reply = store.run(Script.MEND, call);
        return reply.textsFrom(0);
    }
}
