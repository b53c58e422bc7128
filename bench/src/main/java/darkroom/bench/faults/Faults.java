package darkroom.bench.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.bench.BenchFailedException;
import darkroom.bench.Machine;
import darkroom.bench.MarkedPage;
import darkroom.bench.faults.FaultsOptions.Extent;
import darkroom.bench.faults.FaultsOptions.Form;
import darkroom.embedded.RunFolder;
import darkroom.queue.StoreUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;

/** One run of faults: all that are asked for, and what came of them printed. */
final class Faults {
    /** The section that this program writes. */
    private static final MarkedPage MARKS = MarkedPage.by("bench/faults");

    /** A control is played until it has lost something: not each moment does. */
    private static final int CONTROL_ROUNDS_MAX = 10;

    /** A round in which the fault does not strike where it is to is played again. */
    private static final int MISSES_MAX = 10;

    private final FaultsOptions options;
    private final InstantSource clock;
    private final PrintWriter out;
    private final PrintWriter err;

    Faults(FaultsOptions options, InstantSource clock, PrintWriter out, PrintWriter err) {
        this.options = options;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs them.
     *
     * @return 0, or 1 if something was lost, unexpected or double, or a control lost nothing
     * @throws IllegalArgumentException if a fault or the page is not as expected; nothing has run
     */
    int run() throws InterruptedException {
        Extent extent = options.extent();
        List<Fault> faults = Catalog.only(extent.only());
        options.page().ifPresent(MARKS::check);
        progress("seed " + extent.seed());
        List<Total> totals = new Tracks(extent.atOnce(), this::track).play(faults);
        Report report = new Report(totals, circumstances());
        print(report);
        return report.isAsItShould() ? 0 : 1;
    }

    private void track(Tracks.Work work) throws InterruptedException {
        try (RunFolder folder = RunFolder.open();
                Ledger ledger = Ledger.open();
                Spares spares = new Spares(folder, ledger);
                Trials trials = new Trials(spares, options)) {
            work.each(fault -> total(trials, fault));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot end the ledger", e);
        }
    }

    private Total total(Trials trials, Fault fault) throws InterruptedException {
        Total total = new Total(fault);
        long begin = System.nanoTime();
        int most = fault.isControl() ? CONTROL_ROUNDS_MAX : options.extent().rounds() + MISSES_MAX;
        for (int index = 1; index <= most && !isOver(total); index++) {
            try {
                total.add(trials.play(fault, index), index);
            } catch (MissingException e) {
                total.absent(String.valueOf(e.getMessage()));
                trials.drop();
            } catch (BenchFailedException | StoreUnavailableException e) {
                total.unfinished(index, String.valueOf(e.getMessage()));
                trials.drop();
            }
        }
        if (!isOver(total) && !fault.isControl()) {
            total.breach(most, "struck where it was to in " + total.struck() + " rounds only");
        }
        progress(
                "%s: %s, %d rounds in %.1f s %s"
                        .formatted(
                                fault.name(),
                                total.isAsItShould() ? "as it should" : "NOT AS IT SHOULD",
                                total.rounds(),
                                (System.nanoTime() - begin) / 1e9,
                                total.fields()));
        total.breaches().forEach(this::progress);
        if (!total.absence().isEmpty()) {
            progress("NOT RUN: " + total.absence());
        }
        return total;
    }

    private boolean isOver(Total total) {
        boolean shown =
                total.fault().isControl()
                        ? total.rounds() > 0 && total.isAsItShould()
                        : total.played() >= options.extent().rounds();
        return shown || !total.absence().isEmpty();
    }

    private List<String> circumstances() {
        Extent extent = options.extent();
        return List.of(
                clock.instant().atZone(ZoneOffset.UTC).toLocalDate() + ", " + Machine.here().text(),
                "%d rounds of %,d jobs, seed %d, %d at once"
                        .formatted(extent.rounds(), extent.jobs(), extent.seed(), extent.atOnce()));
    }

    private void print(Report report) {
        if (options.form() == Form.JSON) {
            report.totals().forEach(this::json);
            report.circumstances().forEach(this::progress);
        } else {
            out.println(report.section());
        }
        out.flush();
        options.page().ifPresent(page -> MARKS.write(page, report.section()));
    }

    private void json(Total total) {
        try {
            out.println(new ObjectMapper().writeValueAsString(total.fields()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a row as JSON", e);
        }
    }

    private void progress(String text) {
        err.println(text);
        err.flush();
    }
}
