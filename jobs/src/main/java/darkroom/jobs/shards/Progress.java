package darkroom.jobs.shards;

/** Hears how far a migration is. Called from several threads, never by two at once. */
@FunctionalInterface
public interface Progress {
    /** {@code done} of {@code total} shards are at the newest version. */
    void migrated(int done, int total);
}
