package darkroom.bench.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.bench.Machine;
import darkroom.bench.MarkedPage;
import darkroom.bench.compare.CompareOptions.Extent;
import darkroom.bench.compare.CompareOptions.Form;
import darkroom.bench.compare.CompareOptions.Pace;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One comparison: its plan is run, and what came of it printed and, if asked for, written. */
final class Compare {
    /** So that the whole, with its start and its end, stays under three minutes. */
    private static final Duration QUICK_MAX = Duration.ofSeconds(140);

    private static final Duration FULL_MAX = Duration.ofHours(6);

    /** The section that this program writes. */
    private static final MarkedPage MARKS = MarkedPage.by("bench/compare");

    private final CompareOptions options;
    private final InstantSource clock;
    private final PrintWriter out;
    private final PrintWriter err;

    Compare(CompareOptions options, InstantSource clock, PrintWriter out, PrintWriter err) {
        this.options = options;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs it.
     *
     * @return 0, or 1 if something that is installed failed
     * @throws IllegalArgumentException if a trial or the page is not as expected; nothing has run
     */
    int run() throws InterruptedException {
        Extent extent = options.extent();
        Plan plan = plan(options).only(extent.only());
        options.page().ifPresent(MARKS::check);
        Budget budget = new Budget(extent.pace() == Pace.QUICK ? QUICK_MAX : FULL_MAX);
        Cores cores = Cores.here();
        try (Ring ring = new Ring(cores, options.redisServer())) {
            String redis = ring.redis();
            Samples samples =
                    new Rounds(ring::run, budget, this::progress)
                            .run(plan.trials(), extent.rounds());
            print(
                    report(
                            plan,
                            samples,
                            List.of("Redis " + redis, "Enqueue one at a time: " + cores.text())));
            return samples.isBroken() ? 1 : 0;
        }
    }

    /** Everything, or what there is time for. */
    static Plan plan(CompareOptions options) {
        Sizes sizes = options.extent().sizes();
        DrainPlan drain = new DrainPlan(options.lineup(), sizes);
        EnqueuePlan enqueue = new EnqueuePlan(options.lineup(), sizes);
        PickupPlan pickup = new PickupPlan(options.lineup(), sizes);
        OwnPlan own = new OwnPlan(options.lineup(), sizes);
        List<Plan> quick =
                List.of(drain.against(), enqueue.oneByOne(), enqueue.bulk(), pickup.idle());
        List<Plan> further =
                List.of(
                        drain.shapes(),
                        drain.durability(),
                        enqueue.peers(),
                        pickup.loaded(),
                        own.memory(),
                        own.idle(),
                        own.mix(),
                        own.schedule(),
                        own.depth());
        boolean all = options.extent().pace() == Pace.FULL;
        return Plan.all(
                Stream.concat(quick.stream(), all ? further.stream() : Stream.of()).toList());
    }

    private Report report(Plan plan, Samples samples, List<String> places) {
        Extent extent = options.extent();
        Sizes sizes = extent.sizes();
        List<String> circumstances = new ArrayList<>();
        circumstances.add(
                clock.instant().atZone(ZoneOffset.UTC).toLocalDate()
                        + ", "
                        + Machine.here().text());
        circumstances.addAll(places);
        circumstances.add(
                "%s run: %d of %d rounds, %s jobs of ours a drain, %s of a peer (%s of gearmand)"
                        .formatted(
                                extent.pace() == Pace.QUICK ? "Quick" : "Full",
                                samples.rounds(),
                                extent.rounds(),
                                Numbers.of(sizes.jobs()),
                                Numbers.of(sizes.peerJobs()),
                                Numbers.of(sizes.peerJobs() * DrainPlan.GEARMAND_TIMES)));
        return new Report(
                plan.rows().stream().map(row -> Score.of(row, samples)).toList(),
                samples.absences(),
                circumstances,
                samples.settings());
    }

    private void print(Report report) {
        if (options.form() == Form.JSON) {
            report.scores().forEach(this::json);
            report.circumstances().forEach(this::progress);
        } else {
            out.println(report.section());
        }
        out.flush();
        options.page().ifPresent(page -> MARKS.write(page, report.section()));
    }

    private void json(Score score) {
        try {
            out.println(new ObjectMapper().writeValueAsString(score.fields()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a row as JSON", e);
        }
    }

    private void progress(String text) {
        err.println(text);
        err.flush();
    }
}
