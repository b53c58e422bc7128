package darkroom.queue.threads;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Handlers of one kind that block in one place.
 *
 * @param where the first frame of the application's own code, or else the innermost
 * @param stack where most of them are
 * @param oldest since the first of them began
 */
public record Fold(Where where, List<String> stack, int running, int stuck, Duration oldest) {
    private static final Comparator<Fold> ORDER =
            Comparator.comparingInt(Fold::stuck)
                    .thenComparingInt(Fold::running)
                    .thenComparing(Fold::oldest)
                    .reversed();

    /** Copies the stack. */
    public Fold {
        stack = List.copyOf(stack);
    }

    /**
     * What folds them.
     *
     * @param blocking class and method; empty where it is not known
     */
    public record Where(String kind, String blocking) {
        /** Of a handler. */
        public static Where of(RunningHandler running) {
            return new Where(running.attempt().kind(), running.spot().blocking());
        }
    }

    /** Class and method of the innermost frame of most of them; empty where it is not known. */
    public String top() {
        return new RunningHandler.Spot("", "", stack).top();
    }

    /** Folds handlers; first those of which the most are stuck, then those of which most run. */
    public static List<Fold> of(Collection<RunningHandler> all) {
        Map<Where, List<RunningHandler>> folded = new LinkedHashMap<>();
        all.forEach(
                one -> folded.computeIfAbsent(Where.of(one), where -> new ArrayList<>()).add(one));
        List<Fold> folds = new ArrayList<>();
        folded.forEach((where, own) -> folds.add(of(where, own)));
        folds.sort(ORDER);
        return folds;
    }

    private static Fold of(Where where, List<RunningHandler> own) {
        Map<List<String>, Integer> stacks = new LinkedHashMap<>();
        own.forEach(one -> stacks.merge(one.spot().stack(), 1, Integer::sum));
        List<String> most =
                stacks.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                        .orElse(List.of());
        return new Fold(
                where,
                most,
                own.size(),
                (int) own.stream().filter(RunningHandler::isStuck).count(),
                own.stream()
                        .map(RunningHandler::age)
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO));
    }
}
