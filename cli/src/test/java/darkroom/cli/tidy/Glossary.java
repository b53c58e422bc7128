package darkroom.cli.tidy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Words that other systems use for what has a name here. */
final class Glossary {
    private static final Map<String, String> OURS =
            Map.ofEntries(
                    Map.entry("task", "job"),
                    Map.entry("morgue", "dead"),
                    Map.entry("broker", "store"),
                    Map.entry("tube", "queue"),
                    Map.entry("dequeue", "reserve"),
                    Map.entry("lifeline", "reaper"),
                    Map.entry("rescue", "reap"),
                    Map.entry("rescuer", "reaper"),
                    Map.entry("stalled", "lost"),
                    Map.entry("orphaned", "lost"),
                    Map.entry("stager", "promoter"),
                    Map.entry("archived", "dead"),
                    Map.entry("retry count", "attempt"),
                    Map.entry("retries left", "attempt and maxAttempts"),
                    Map.entry("job class", "kind"),
                    Map.entry("job type", "kind"),
                    Map.entry("job name", "kind"),
                    Map.entry("dead letter", "dead"));

    private Glossary() {}

    /** What is wrong with a name in camel case, snake case, kebab case or capitals, if anything. */
    static Optional<String> objectionTo(String name) {
        String words = " " + String.join(" ", split(name)).toLowerCase(Locale.ROOT) + " ";
        return OURS.entrySet().stream()
                .filter(
                        word ->
                                words.contains(" " + word.getKey() + " ")
                                        || words.contains(" " + word.getKey() + "s "))
                .sorted(Map.Entry.comparingByKey())
                .findFirst()
                .map(
                        word ->
                                "expected the glossary's word \""
                                        + word.getValue()
                                        + "\", found \""
                                        + word.getKey()
                                        + "\" in "
                                        + name);
    }

    private static List<String> split(String name) {
        return List.of(name.split("(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+"));
    }
}
