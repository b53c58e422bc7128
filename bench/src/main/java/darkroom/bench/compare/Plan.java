package darkroom.bench.compare;

import java.util.List;
import java.util.stream.Stream;

/** What is run, and what is shown of it. */
record Plan(List<Trial> trials, List<Row> rows) {
    Plan {
        trials = List.copyOf(trials);
        rows = List.copyOf(rows);
    }

    /** One trial and its rows. */
    static Plan of(Trial trial, List<Row> rows) {
        return new Plan(List.of(trial), rows);
    }

    /** One after the other. */
    static Plan all(List<Plan> plans) {
        return new Plan(
                plans.stream().flatMap(plan -> plan.trials().stream()).toList(),
                plans.stream().flatMap(plan -> plan.rows().stream()).toList());
    }

    /**
     * Only the trials of these names and the rows that are of them alone; everything if there are
     * no names.
     *
     * @throws IllegalArgumentException if there is no trial of such a name
     */
    Plan only(List<String> names) {
        if (names.isEmpty()) {
            return this;
        }
        List<String> known = trials.stream().map(Trial::name).toList();
        List<String> unknown = names.stream().filter(name -> !known.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "--only: expected some of " + known + ", found " + unknown);
        }
        return new Plan(
                trials.stream().filter(trial -> names.contains(trial.name())).toList(),
                rows.stream().filter(row -> names.containsAll(trialsOf(row))).toList());
    }

    private static List<String> trialsOf(Row row) {
        return Stream.concat(Stream.of(row.ours()), row.peers().stream()).map(Pick::trial).toList();
    }
}
