package darkroom.bench.compare;

import java.util.Map;

/**
 * Which of the values of a contestant.
 *
 * @param trial in which it ran
 * @param contestant which printed it
 * @param labels that the value has
 * @param label how the table calls it
 */
record Pick(String trial, String contestant, Map<String, String> labels, String label) {
    Pick {
        labels = Map.copyOf(labels);
    }

    /** What {@code contestant} printed as this row of ours. */
    static Pick row(String trial, String contestant, String row, String... more) {
        Map<String, String> labels = new java.util.HashMap<>();
        labels.put("row", row);
        for (int i = 0; i < more.length; i += 2) {
            labels.put(more[i], more[i + 1]);
        }
        return new Pick(trial, contestant, labels, contestant);
    }

    /** What a peer printed as this statistic. */
    static Pick stat(String trial, String peer, String stat) {
        return new Pick(trial, peer, Map.of(Reading.STAT, stat), peer);
    }

    /** The same under another name. */
    Pick as(String name) {
        return new Pick(trial, contestant, labels, name);
    }
}
