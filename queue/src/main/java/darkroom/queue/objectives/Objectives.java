package darkroom.queue.objectives;

import darkroom.queue.Excerpt;
import darkroom.queue.InvalidJobException;
import darkroom.queue.JobKind;
import darkroom.queue.Limits;
import darkroom.queue.QueueName;
import darkroom.queue.redis.RedisStore;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Within which time jobs of each queue are to begin. Thread-safe. */
public final class Objectives {
    private static final String SET = "set|";
    private static final String KIND = "kind|";
    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,9}");
    private static final Pattern WORDS = Pattern.compile("([0-9]{1,8})(ms|s|m|h|d)");

    private final RedisStore store;

    /** Those of the fleet of {@code store}. */
    public Objectives(RedisStore store) {
        this.store = store;
    }

    /**
     * That of one queue: 95 of 100 of its jobs are to begin within this time.
     *
     * @param within {@link Limits#OBJECTIVE_MIN} to {@link Limits#OBJECTIVE_MAX}
     * @param source who said so
     */
    public record Objective(Duration within, Source source) {
        /** In the words in which it is set. */
        public String words() {
            long millis = within.toMillis();
            return millis % 60_000 == 0
                    ? millis / 60_000 + "m"
                    : millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
        }
    }

    /** Who says what an objective is. */
    public enum Source {
        /** A person. */
        SET,
        /** A build, for the queue of a kind. */
        KIND;

        /** Its word. */
        public String word() {
            return this == SET ? "set" : "kind";
        }
    }

    /**
     * A time in words, such as {@code 500ms}, {@code 30s}, {@code 10m}.
     *
     * @throws InvalidJobException if it is none, or not within its bounds
     */
    public static Duration within(String words) {
        Matcher matcher = WORDS.matcher(words);
        if (!matcher.matches()) {
            throw new InvalidJobException(
                    "cannot set an objective of \""
                            + Excerpt.of(words)
                            + "\": expected a number and a unit of ms, s, m, h or d, found"
                            + " something else; say for example 30s");
        }
        long count = Long.parseLong(matcher.group(1));
        return Limits.checkObjective(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }

    /** All that there are, by queue. What cannot be read is none. */
    public SortedMap<String, Objective> all() {
        Map<String, String> fields = store.hash(store.keys().objectives());
        SortedMap<String, Objective> all = new TreeMap<>();
        for (Source source : new Source[] {Source.KIND, Source.SET}) {
            fields.forEach(
                    (field, millis) -> {
                        if (field.startsWith(prefix(source)) && MILLIS.matcher(millis).matches()) {
                            all.put(
                                    field.substring(prefix(source).length()),
                                    new Objective(
                                            Duration.ofMillis(Long.parseLong(millis)), source));
                        }
                    });
        }
        return all;
    }

    /** That of one queue, if anybody said. */
    public Optional<Objective> of(String queue) {
        return Optional.ofNullable(all().get(queue));
    }

    /** How it stands with one queue, in words, for the audit log. */
    public String state(String queue) {
        return of(queue).map(one -> one.words() + " (" + one.source().word() + ")").orElse("none");
    }

    /**
     * Sets that of a queue, whether it exists yet or not.
     *
     * @throws InvalidJobException if the name can be no queue's, the time is not within its bounds,
     *     or so many are set already
     */
    public void set(String queue, Duration within) {
        String field = prefix(Source.SET) + QueueName.check(queue);
        Limits.checkObjective(within);
        String key = store.keys().objectives();
        // Those that builds say are as many at most.
        if (store.field(key, field).isEmpty() && count(Source.SET) >= Limits.OBJECTIVES_MAX) {
            throw new InvalidJobException(
                    "cannot set the objective of queue "
                            + queue
                            + ": expected at most "
                            + Limits.OBJECTIVES_MAX
                            + " (Limits.OBJECTIVES_MAX), found as many set; clear one first");
        }
        store.setField(key, field, Long.toString(within.toMillis()));
    }

    /**
     * Takes back what a person set; what a build says of the queue holds then, if it does.
     *
     * @return whether there was anything to take back
     */
    public boolean clear(String queue) {
        return store.removeField(
                store.keys().objectives(), prefix(Source.SET) + QueueName.check(queue));
    }

    /**
     * Notes what a build says for the queues of its kinds: the shortest, where several are in one
     * queue. Of more queues than there is room for it notes none further.
     */
    public void declare(Collection<JobKind<?>> kinds) {
        SortedMap<String, Duration> byQueue = new TreeMap<>();
        for (JobKind<?> kind : kinds) {
            kind.objective()
                    .ifPresent(
                            within ->
                                    byQueue.merge(
                                            kind.queue(),
                                            within,
                                            (one, other) ->
                                                    one.compareTo(other) < 0 ? one : other));
        }
        String key = store.keys().objectives();
        Map<String, String> known = byQueue.isEmpty() ? Map.of() : store.hash(key);
        long room = Limits.OBJECTIVES_MAX - count(known, Source.KIND);
        for (Map.Entry<String, Duration> one : byQueue.entrySet()) {
            String field = prefix(Source.KIND) + one.getKey();
            String millis = Long.toString(one.getValue().toMillis());
            if (!known.containsKey(field) && room-- <= 0) {
                return;
            }
            if (!millis.equals(known.get(field))) {
                store.setField(key, field, millis);
            }
        }
    }

    private long count(Source source) {
        return count(store.hash(store.keys().objectives()), source);
    }

    private static long count(Map<String, String> fields, Source source) {
        return fields.keySet().stream().filter(name -> name.startsWith(prefix(source))).count();
    }

    private static String prefix(Source source) {
        return source == Source.SET ? SET : KIND;
    }
}
