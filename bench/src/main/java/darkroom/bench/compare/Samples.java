package darkroom.bench.compare;

import darkroom.bench.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the contestants of all trials printed, round by round. Not thread-safe. */
final class Samples {
    private final Map<Key, List<Output>> outputs = new LinkedHashMap<>();
    private final Map<Key, String> absent = new LinkedHashMap<>();
    private boolean broken;
    private int rounds;

    private record Key(String trial, String contestant) {}

    /** Adds what one round of a contestant gave. */
    void add(Trial trial, Contestant contestant, Output output) {
        outputs.computeIfAbsent(key(trial, contestant), any -> new ArrayList<>()).add(output);
    }

    /** Notes that all have had their turn. */
    void roundEnded() {
        rounds++;
    }

    /** How often all had their turn. */
    int rounds() {
        return rounds;
    }

    /** Notes that there was no time for a contestant; figures of earlier rounds stay. */
    void runOut(Trial trial, Contestant contestant) {
        leaveOut(trial, contestant, name(trial, contestant) + ": out of time");
    }

    /** Notes that a contestant is not installed, and what to install. */
    void leaveOut(Trial trial, Contestant contestant, String why) {
        absent.put(key(trial, contestant), why);
    }

    /** Notes that a contestant did not do what it should: what else it gave does not count. */
    void fail(Trial trial, Contestant contestant, String why) {
        leaveOut(trial, contestant, name(trial, contestant) + ": failed: " + why);
        outputs.remove(key(trial, contestant));
        broken = true;
    }

    /** Whether a contestant need not be run any more. */
    boolean isOut(Trial trial, Contestant contestant) {
        return absent.containsKey(key(trial, contestant));
    }

    /** Whether a contestant that is installed failed. */
    boolean isBroken() {
        return broken;
    }

    /** One sample for each round that gave one; none if no round did. */
    Optional<Figure> figure(Pick pick) {
        List<Reading> found =
                outputs.getOrDefault(new Key(pick.trial(), pick.contestant()), List.of()).stream()
                        .flatMap(output -> first(output, pick).stream())
                        .toList();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Figure(
                                pick.label(),
                                Map.of(),
                                found.get(0).unit(),
                                found.stream().map(Reading::value).toList()));
    }

    /** Why there is no figure. */
    String absence(Pick pick) {
        return absent.getOrDefault(
                new Key(pick.trial(), pick.contestant()),
                pick.contestant() + " printed no such figure: " + pick.labels());
    }

    /** What each peer said of itself, by its name and how it was run. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        outputs.forEach(
                (key, list) -> {
                    Output last = list.get(list.size() - 1);
                    if (!last.version().isEmpty()) {
                        settings.put(
                                key.contestant() + ", " + key.trial(),
                                last.version() + "; " + last.settings());
                    }
                });
        return settings;
    }

    /** What there is to install, each once. */
    List<String> absences() {
        return absent.values().stream().distinct().toList();
    }

    private static Optional<Reading> first(Output output, Pick pick) {
        return output.readings().stream().filter(reading -> reading.has(pick.labels())).findFirst();
    }

    private static String name(Trial trial, Contestant contestant) {
        return contestant.name() + ", " + trial.name();
    }

    private static Key key(Trial trial, Contestant contestant) {
        return new Key(trial.name(), contestant.name());
    }
}
