package darkroom.queue.operations;

import darkroom.queue.Limits;
import darkroom.queue.archive.DeadBodies;
import darkroom.queue.inspect.DeadJobs.DeadView;
import darkroom.queue.json.DeadJob;
import darkroom.queue.redis.RedisStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The dead jobs that a selection means, to be counted or read. Changes nothing. Thread-safe. */
public final class SelectedJobs {
    /** The most examples of a preview. */
    public static final int EXAMPLES_MAX = 100;

    private static final int PAGE = 250;
    private static final Duration FOREVER = Duration.ofDays(1);

    private final RedisStore store;
    private final OperationStore records;
    private final DeadBodies bodies;

    /** Those of {@code store}, where no body is in an archive that has to be read. */
    public SelectedJobs(RedisStore store) {
        this(store, DeadBodies.NONE);
    }

    /** Those of {@code store}, with the archive where bodies may be. */
    public SelectedJobs(RedisStore store, DeadBodies bodies) {
        this.bodies = bodies;
        this.store = store;
        this.records = new OperationStore(store);
    }

    /**
     * What an operation would be for, if it began now.
     *
     * @param matched how many of the dead jobs that were looked at are selected
     * @param looked how many were looked at, or are known to be selected without a look
     * @param total how many there are to look at
     * @param examples the first of those selected, oldest first
     */
    public record Preview(long matched, long looked, long total, List<DeadView> examples) {
        /** Copies the examples. */
        public Preview {
            examples = List.copyOf(examples);
        }

        /** Whether all were looked at, so that exactly so many are selected. */
        public boolean isWhole() {
            return looked >= total;
        }
    }

    /** {@link #preview(Selection, int, long, Duration)} of all, however many there are. */
    public Preview preview(Selection selection, int examples) {
        return preview(selection, examples, Limits.DEAD_JOBS_MAX, FOREVER);
    }

    /**
     * Counts what is selected. By a group of failures and a time alone it is counted by an index,
     * in one call; by ids, in two calls an id. Another selection looks at all dead jobs of its
     * time, 250 a call, which takes some seconds for a million. The archive is not asked: an
     * example whose body is there is without its message.
     *
     * @param examples how many to show, 0 to {@link #EXAMPLES_MAX}
     * @param lookMax how many to look at, give or take a page; where there are more it says so
     * @param timeMax how long to look, give or take a page; likewise
     */
    public Preview preview(Selection selection, int examples, long lookMax, Duration timeMax) {
        int most = Math.min(examples, EXAMPLES_MAX);
        boolean counted = selection.isOfAnIndex();
        List<DeadView> some = new ArrayList<>();
        long[] matched = new long[1];
        Source source = source(selection);
        long total = source.size();
        Walk walk =
                walk(
                        source,
                        selection,
                        counted ? most : lookMax,
                        timeMax,
                        found -> {
                            matched[0]++;
                            if (some.size() < most) {
                                some.add(found);
                            }
                        });
        if (counted) {
            return new Preview(total, total, total, some);
        }
        long all = walk.whole() ? walk.looked() : Math.max(total, walk.looked() + 1);
        return new Preview(matched[0], walk.looked(), all, some);
    }

    /**
     * Gives all that are selected to {@code take}, oldest first, a page in memory at a time; jobs
     * that die after it began are not among them.
     *
     * @return how many
     * @throws darkroom.queue.StoreUnavailableException if a body is in the archive and that is away
     */
    public long each(Selection selection, Consumer<DeadView> take) {
        long[] matched = new long[1];
        walk(
                new WholeJobs(source(selection), new SpilledJobs(bodies, selection)),
                selection,
                Limits.DEAD_JOBS_MAX,
                FOREVER,
                found -> {
                    matched[0]++;
                    take.accept(found);
                });
        return matched[0];
    }

    private Source source(Selection selection) {
        return records.source(selection, store.timeMillis());
    }

    /** How many a walk has looked at, and whether that was all. */
    private record Walk(long looked, boolean whole) {}

    /**
     * Gives each selected job to {@code take}, until it has looked at so many, so long or at all.
     */
    private static Walk walk(
            Source source,
            Selection selection,
            long lookMax,
            Duration timeMax,
            Consumer<DeadView> take) {
        long began = System.nanoTime();
        long looked = 0;
        String cursor = Source.START;
        boolean last = false;
        boolean isTime = false;
        while (!last && !isTime && looked < lookMax) {
            Source.Page page = source.after(cursor, PAGE);
            last = page.last();
            looked += page.jobs().size();
            for (Picked picked : page.jobs()) {
                cursor = source.cursorAt(picked);
                picked.job()
                        .filter(selection::matches)
                        .ifPresent(job -> take.accept(view(job, picked)));
            }
            isTime = System.nanoTime() - began >= timeMax.toNanos();
        }
        return new Walk(looked, last);
    }

    private static DeadView view(DeadJob job, Picked picked) {
        return new DeadView(job, Instant.ofEpochMilli((long) Double.parseDouble(picked.since())));
    }
}
