package darkroom.queue.doctor;

import darkroom.queue.redis.RedisStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Examines a queue: cross-checks every place where a job can be. The fleet may work on meanwhile.
 * For one thread at a time.
 *
 * <pre>
 *   Report report = new Doctor(store).examine();
 *   assertThat(report.findings()).as("%s", report).isEmpty();
 * </pre>
 */
public final class Doctor {
    private final RedisStore store;
    private final Progress progress;
    private final Mender mender;
    private final Map<String, DataSource> outboxes = new TreeMap<>();

    /** A doctor for the queue in {@code store}, who says nothing while at work. */
    public Doctor(RedisStore store) {
        this(store, (stage, seen) -> {});
    }

    /** One who says how far it is. */
    public Doctor(RedisStore store, Progress progress) {
        this.store = store;
        this.progress = progress;
        this.mender = new Mender(store);
    }

    /** Also looks at the rows of this outbox. */
    public Doctor withOutbox(String name, DataSource database) {
        outboxes.put(name, database);
        return this;
    }

    /**
     * Looks at everything once and writes nothing.
     *
     * @throws darkroom.queue.StoreUnavailableException if Redis cannot be asked
     */
    public Report examine() throws InterruptedException {
        return new Examination(store, mender, outboxes, progress).run().report(List.of());
    }

    /**
     * Puts right what can be put right without a person's judgement, then looks again.
     *
     * @return what is wrong still, and what was done
     */
    public Report repair() throws InterruptedException {
        List<String> repaired = new ArrayList<>();
        // Twice, since one thing hides another: a queue can be compared when its places are right.
        for (int i = 0; i < 2; i++) {
            for (Diagnosis diagnosis :
                    new Examination(store, mender, outboxes, progress).run().diagnoses()) {
                if (diagnosis.repair().isPresent()) {
                    repaired.add(diagnosis.repair().get().repair());
                }
            }
        }
        return new Examination(store, mender, outboxes, progress).run().report(repaired);
    }
}
