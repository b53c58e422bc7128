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
import java.util.regex.Pattern;

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
     * How far a count is.
     *
     * @param matched how many are selected of those that were looked at
     * @param looked how many were looked at
     * @param cursor where it goes on
     */
    public record Counted(long matched, long looked, String cursor) {
        /** Nothing is counted yet. */
        public static final Counted NOTHING = new Counted(0, 0, Source.START);

        private static final Pattern CURSOR = Pattern.compile("[0-9]{1,16} \\P{Cntrl}{1,200}");

        /**
         * Checks the cursor.
         *
         * @throws IllegalArgumentException if no count ended there
         */
        public Counted {
            if (!cursor.equals(Source.START) && !CURSOR.matcher(cursor).matches()) {
                throw new IllegalArgumentException(
                        "cannot go on counting: expected where a count ended, found another text;"
                                + " begin again");
            }
        }
    }

    /**
     * What an operation would be for, if it began now.
     *
     * @param counted those that were looked at, or are known to be selected without a look
     * @param total how many there are to look at
     * @param examples the first of those selected that this look found, oldest first
     */
    public record Preview(Counted counted, long total, List<DeadView> examples) {
        /** Copies the examples. */
        public Preview {
            examples = List.copyOf(examples);
        }

        /** How many are selected of those that were looked at. */
        public long matched() {
            return counted.matched();
        }

        /** How many were looked at. */
        public long looked() {
            return counted.looked();
        }

        /** Whether all were looked at, so that exactly so many are selected. */
        public boolean isWhole() {
            return looked() >= total;
        }
    }

    /** {@link #count} of all, however many there are. */
    public Preview preview(Selection selection, int examples) {
        return count(selection, Counted.NOTHING, examples, Limits.DEAD_JOBS_MAX, FOREVER);
    }

    /**
     * Counts what is selected. By a group of failures and a time alone it is counted by an index,
     * in one call; by ids, in two calls an id. Another selection looks at all dead jobs of its
     * time, 250 a call, which takes some seconds for a million; it can be done a part at a time.
     * The archive is not asked: an example whose body is there is without its message.
     *
     * @param before how far a count of the same was; of ids, {@link Counted#NOTHING}
     * @param examples how many to show, 0 to {@link #EXAMPLES_MAX}
     * @param lookMax how many more to look at, give or take a page
     * @param timeMax how long to look, give or take a page
     */
    public Preview count(
            Selection selection, Counted before, int examples, long lookMax, Duration timeMax) {
        int most = Math.min(examples, EXAMPLES_MAX);
        boolean known = selection.isOfAnIndex();
        List<DeadView> some = new ArrayList<>();
        long[] matched = new long[1];
        Source source = source(selection);
        long total = source.size();
        Walk walk =
                walk(
                        source,
                        selection,
                        known ? Source.START : before.cursor(),
                        known ? most : lookMax,
                        timeMax,
                        found -> {
                            matched[0]++;
                            if (some.size() < most) {
                                some.add(found);
                            }
                        });
        if (known) {
            return new Preview(new Counted(total, total, Source.START), total, some);
        }
        long looked = before.looked() + walk.looked();
        String cursor = selection.ids().isEmpty() ? walk.cursor() : Source.START;
        Counted now = new Counted(before.matched() + matched[0], looked, cursor);
        return new Preview(now, walk.whole() ? looked : Math.max(total, looked + 1), some);
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
                Source.START,
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

    /** How many a walk has looked at, where it ended, and whether that was all. */
    private record Walk(long looked, String cursor, boolean whole) {}

    /**
     * Gives each selected job to {@code take}, until it has looked at so many, so long or at all.
     */
    private static Walk walk(
            Source source,
            Selection selection,
            String from,
            long lookMax,
            Duration timeMax,
            Consumer<DeadView> take) {
        long began = System.nanoTime();
        long looked = 0;
        String cursor = from;
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
        return new Walk(looked, cursor, last);
    }

    private static DeadView view(DeadJob job, Picked picked) {
        return new DeadView(job, Instant.ofEpochMilli((long) Double.parseDouble(picked.since())));
    }
}
