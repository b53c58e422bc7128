package darkroom.queue.doctor;

import darkroom.queue.archive.ArchiveReport;
import darkroom.queue.redis.RedisStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether dead jobs are copied into the archive, by what the archivist says of it in Redis. */
final class ArchiveCheck {
    /** It says so once a second. */
    private static final Duration SILENT_MAX = Duration.ofMinutes(1);

    private final RedisStore store;

    ArchiveCheck(RedisStore store) {
        this.store = store;
    }

    /** Nothing where there never was an archivist. */
    List<Diagnosis> diagnoses() {
        List<Diagnosis> found = new ArrayList<>();
        Optional<ArchiveReport> last = ArchiveReport.read(store);
        if (last.isEmpty()) {
            return found;
        }
        ArchiveReport report = last.get();
        long uncopied = ArchiveReport.uncopied(store);
        Duration silent = Duration.ofMillis(store.timeMillis() - report.at().toEpochMilli());
        if (uncopied > 0 && silent.compareTo(SILENT_MAX) > 0) {
            found.add(
                    found(
                            "archive-stands-still",
                            uncopied,
                            uncopied
                                    + " dead jobs are not copied into the archive, which worked last "
                                    + silent.toSeconds()
                                    + " s ago; all of them are in Redis, whatever their budget",
                            "the first database is away, or no worker process is there",
                            "bring back what is away"));
        }
        if (report.lacking() > 0) {
            found.add(
                    found(
                            "dead-without-body",
                            report.lacking(),
                            report.lacking()
                                    + " dead jobs have their body neither in Redis nor in the archive",
                            "the archive's database was brought back from a backup older than they",
                            "bring back a newer one, or discard them: \"darkroom dead ls\" says which"));
        }
        return found;
    }

    private static Diagnosis found(
            String name, long count, String what, String cause, String remedy) {
        return Diagnosis.of(new Finding(name, count, List.of(), what, cause, remedy, false));
    }
}
