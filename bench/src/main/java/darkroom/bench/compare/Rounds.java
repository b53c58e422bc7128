package darkroom.bench.compare;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Runs the contestants of each trial in turn, round after round: A B, B A, A B. */
final class Rounds {
    private static final Duration RUN_MAX = Duration.ofMinutes(20);

    private final Runner runner;
    private final Budget budget;
    private final Consumer<String> progress;

    /** Runs one contestant once; see {@link Ring#run}. */
    @FunctionalInterface
    interface Runner {
        Output run(Contestant contestant, Duration most) throws InterruptedException;
    }

    Rounds(Runner runner, Budget budget, Consumer<String> progress) {
        this.runner = runner;
        this.budget = budget;
        this.progress = progress;
    }

    /**
     * Gives what all of them printed; a contestant that is missing or fails does not end it. A
     * further round for which the time will not do is not begun, so that all have as many.
     */
    Samples run(List<Trial> trials, int rounds) throws InterruptedException {
        Samples samples = new Samples();
        Duration longest = Duration.ZERO;
        for (int round = 0; round < rounds && budget.left().compareTo(longest) > 0; round++) {
            Duration before = budget.left();
            for (Trial trial : trials) {
                for (Contestant contestant : trial.inOrderOf(round)) {
                    if (!samples.isOut(trial, contestant)) {
                        progress.accept(
                                "round %d of %d: %s, %s"
                                        .formatted(
                                                round + 1,
                                                rounds,
                                                trial.name(),
                                                contestant.name()));
                        run(trial, contestant, samples);
                    }
                }
            }
            Duration took = before.minus(budget.left());
            longest = took.compareTo(longest) > 0 ? took : longest;
            samples.roundEnded();
        }
        return samples;
    }

    private void run(Trial trial, Contestant contestant, Samples samples)
            throws InterruptedException {
        if (budget.isSpent()) {
            samples.runOut(trial, contestant);
            return;
        }
        try {
            samples.add(trial, contestant, runner.run(contestant, budget.atMost(RUN_MAX)));
        } catch (MissingException e) {
            samples.leaveOut(trial, contestant, String.valueOf(e.getMessage()));
        } catch (ContestantFailedException e) {
            if (budget.isSpent()) {
                samples.runOut(trial, contestant);
            } else {
                samples.fail(trial, contestant, String.valueOf(e.getMessage()));
            }
        }
        if (samples.isOut(trial, contestant)) {
            progress.accept(samples.absences().get(samples.absences().size() - 1));
        }
    }
}
