package darkroom.bench;

import darkroom.queue.handler.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * How late scheduled jobs begin, by Redis' clock: due evenly over some seconds, or all in the same
 * millisecond. That all run is checked; how many began early is a figure, and should be none.
 */
public final class ScheduleLoad implements Load {
    private static final Duration LEAD = Duration.ofSeconds(2);
    private static final int LEAD_JOBS_A_SECOND = 10_000;
    private static final int NANOS_A_MILLI = 1_000_000;

    private final Site site;
    private final Size size;
    private final Consumer<String> progress;
    private final Tally tally = new Tally();
    private volatile long[] begun = {};

    /** Says to {@code progress} how far it is. */
    public ScheduleLoad(Site site, Size size, Consumer<String> progress) {
        this.site = site;
        this.size = size;
        this.progress = progress;
    }

    @Override
    public List<Figure> run() throws InterruptedException {
        List<Figure> figures = new ArrayList<>();
        try (Crew crew = Crew.here(site, size.threads(), (noop, context) -> handle(noop))) {
            figures.addAll(rounds(crew, Duration.ofSeconds(size.seconds()), "spread"));
            figures.addAll(rounds(crew, Duration.ZERO, "burst"));
        }
        return figures;
    }

    private Outcome handle(Noop noop) {
        begun[noop.index()] = System.nanoTime();
        tally.one();
        return Outcome.completed();
    }

    private List<Figure> rounds(Crew crew, Duration width, String mode)
            throws InterruptedException {
        Latencies late = new Latencies();
        List<Double> early = new ArrayList<>();
        for (int i = 1; i <= size.rounds(); i++) {
            progress.accept(mode + ": round " + i + " of " + size.rounds());
            long[] micros = round(crew, width);
            Histogram round = Latencies.round();
            long tooEarly = 0;
            for (long each : micros) {
                round.recordValue(Latencies.recordable(each * 1_000));
                tooEarly += each < 0 ? 1 : 0;
            }
            late.add(round);
            early.add((double) tooEarly);
        }
        Map<String, Object> labels =
                Labels.of(
                        "of", "ours", "mode", mode, "jobs", size.jobs(), "threads", size.threads());
        List<Figure> figures = new ArrayList<>(late.figures("schedule", labels));
        figures.add(new Figure("schedule-early", labels, "jobs", early));
        return figures;
    }

    /** Returns how late each began, in microseconds; less than 0 if early beyond all doubt. */
    private long[] round(Crew crew, Duration width) throws InterruptedException {
        int count = size.jobs();
        long doneBefore = crew.done();
        begun = new long[count];
        tally.expect(count);
        Duration lead = LEAD.plusSeconds(count / LEAD_JOBS_A_SECOND);
        long storeMillis = site.store().timeMillis();
        long here = System.nanoTime();
        long first = storeMillis + lead.toMillis();
        new Filling(site, progress)
                .enqueue(
                        count,
                        number -> {
                            long due = first + width.toMillis() * number / count;
                            long passed = (System.nanoTime() - here) / NANOS_A_MILLI;
                            long delay = Math.max(1, due - storeMillis - passed);
                            return Noop.job(number).delayedBy(Duration.ofMillis(delay));
                        });
        if (width.isZero()) {
            // A delay counts from when Redis takes the job: no enqueue can name one millisecond.
            site.bare().scoreAll(site.store().keys().scheduled(), first + lead.toMillis() / 2);
        }
        long[] due = new DueTimes(site.store()).read(count);
        Duration most = lead.multipliedBy(2).plus(width).plus(Patience.forJobs(count));
        if (!tally.await(most)) {
            throw new BenchFailedException(
                    "cannot measure the schedule: expected "
                            + count
                            + " jobs begun within "
                            + most
                            + ", found "
                            + tally.total()
                            + " begun in all rounds; run fewer --jobs");
        }
        crew.awaitDone(doneBefore + count, Patience.forJobs(count));
        return lateness(due);
    }

    private long[] lateness(long[] due) {
        StoreTime time = StoreTime.compare(site.bare());
        long[] micros = new long[due.length];
        for (int i = 0; i < due.length; i++) {
            long late = time.micros(begun[i]) - due[i] * 1_000;
            micros[i] = late < 0 && late >= -time.errorMicros() ? 0 : late;
        }
        return micros;
    }
}
