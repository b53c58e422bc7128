package darkroom.cli.command;

import darkroom.bench.Figure;
import darkroom.bench.Load;
import darkroom.bench.Site;
import darkroom.bench.Size;
import darkroom.cli.output.Console;
import darkroom.cli.output.Progress;
import darkroom.cli.output.Table;
import darkroom.cli.settings.BenchFlags;
import darkroom.cli.settings.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;

/** A verb that runs loads one after the other and shows their figures. */
abstract class BenchVerb extends Verb {
    private static final Duration CLEAR_MAX = Duration.ofSeconds(20);

    @Mixin private BenchFlags flags = new BenchFlags();

    /** Makes what is to run, on a Redis that is not open yet. */
    @FunctionalInterface
    interface Loads {
        /** In this order. */
        List<Load> on(Site site, Consumer<String> progress);
    }

    /** Checks the flags of this verb; called before anything starts. */
    abstract Loads prepare(Faults faults);

    /** The size that was given; {@code "1"} for what a verb has no flag for. */
    static Size size(Faults faults, String jobs, String threads, String rounds, String seconds) {
        return new Size(
                faults.number("--jobs", jobs, 1, Size.JOBS_MAX),
                faults.number("--threads", threads, 1, Size.THREADS_MAX),
                1,
                faults.number("--rounds", rounds, 1, Size.ROUNDS_MAX),
                faults.number("--seconds", seconds, 1, Size.SECONDS_MAX));
    }

    BenchFlags flags() {
        return flags;
    }

    @Override
    Callable<Integer> prepare(Map<String, String> environment, Faults faults) {
        Loads loads = prepare(faults);
        flags.check(faults);
        return () -> measure(loads);
    }

    private int measure(Loads loads) throws InterruptedException {
        // What a worker process says of itself is not what was asked for.
        System.setProperty("darkroom.log", "WARN");
        CountDownLatch cleared = new CountDownLatch(1);
        Thread hook = interrupting(Thread.currentThread(), cleared);
        Runtime.getRuntime().addShutdownHook(hook);
        try (Site site = flags.open()) {
            print(run(site, loads));
            return 0;
        } catch (InterruptedException e) {
            throw new InterruptedException(
                    spec().name()
                            + " was interrupted: there are no figures, and its keys are gone");
        } finally {
            cleared.countDown();
            removeHook(hook);
        }
    }

    private List<Figure> run(Site site, Loads loads) throws InterruptedException {
        String name = spec().name();
        Progress progress = Progress.on(console());
        List<Figure> figures = new ArrayList<>();
        Map<String, Object> conditions = site.conditions();
        for (Load load : loads.on(site, state -> progress.show(name, state))) {
            List<Figure> more = load.run();
            if (flags.json()) {
                more.forEach(figure -> console().json(with(conditions, figure)));
            }
            figures.addAll(more);
        }
        progress.done(name, figures.size() + " figures; " + words(conditions));
        return figures;
    }

    private void print(List<Figure> figures) {
        if (flags.json()) {
            return;
        }
        Console console = console();
        Table table = new Table("FIGURE", "VALUE", "UNIT", "LEAST", "MOST", "OF", "", "WHERE");
        for (Figure figure : figures) {
            Map<String, Object> fields = figure.fields();
            table.row(
                    figure.row(),
                    String.valueOf(fields.get("value")),
                    figure.unit(),
                    String.valueOf(fields.get("min")),
                    String.valueOf(fields.get("max")),
                    figure.samples().size(),
                    figure.disturbed() ? "disturbed" : "",
                    words(figure.labels()));
        }
        console.line(table.text());
        if (figures.stream().anyMatch(Figure::disturbed)) {
            console.note(
                    "disturbed: rounds are more than "
                            + Math.round(100 * Figure.SPREAD_MAX)
                            + " % of the median apart; run more --rounds on a quieter machine");
        }
    }

    private static Map<String, Object> with(Map<String, Object> conditions, Figure figure) {
        Map<String, Object> all = new LinkedHashMap<>(figure.fields());
        all.putAll(conditions);
        return all;
    }

    private static String words(Map<String, Object> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(" "));
    }

    /** On Ctrl-C the load ends where it is, and its keys are removed before this JVM is gone. */
    private static Thread interrupting(Thread load, CountDownLatch cleared) {
        return new Thread(
                () -> {
                    load.interrupt();
                    try {
                        cleared.await(CLEAR_MAX.toMillis(), TimeUnit.MILLISECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "darkroom-stop");
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs already: the JVM is on its way down because of it.
        }
    }
}
