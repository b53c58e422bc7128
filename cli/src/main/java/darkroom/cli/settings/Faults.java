package darkroom.cli.settings;

import darkroom.queue.InvalidJobException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Gathers everything that is wrong with what was given, so that all of it is said at once. */
public final class Faults {
    private final List<String> faults = new ArrayList<>();

    /** Adds one. */
    public void add(String fault) {
        faults.add(fault);
    }

    /**
     * Adds that a value cannot be used.
     *
     * @param name of the flag, argument or variable
     * @param found what stands there; never a secret
     * @param remedy what to do
     */
    public void add(String name, String expected, String found, String remedy) {
        add("cannot use " + name + ": expected " + expected + ", found " + found + "; " + remedy);
    }

    /**
     * The value that {@code parse} gives; each line of what it throws as an illegal argument is a
     * fault.
     *
     * @param name of the flag, argument or variable that it parses
     */
    public <T> Optional<T> check(String name, Supplier<T> parse) {
        try {
            return Optional.of(parse.get());
        } catch (IllegalArgumentException | InvalidJobException e) {
            Stream<String> lines = String.valueOf(e.getMessage()).lines();
            lines.forEach(line -> add(name + ": " + line));
            return Optional.empty();
        }
    }

    /** A whole number in a range, both ends included; {@code least} if it is at fault. */
    public int number(String name, String text, int least, int most) {
        return (int) number(name, text, (long) least, most);
    }

    /** The same, of 64 bits. */
    public long number(String name, String text, long least, long most) {
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The fault is the same one.
        }
        add(name, "a whole number in " + least + ".." + most, quoted(text), "choose one of these");
        return least;
    }

    /**
     * A duration in a range, both ends included; {@code least} if it is at fault.
     *
     * @param text a number of seconds, or numbers with s, m, h or d, the largest unit first
     */
    public Duration duration(String name, String text, Duration least, Duration most) {
        Optional<Duration> parsed = DurationText.parse(text);
        if (parsed.isPresent()
                && parsed.get().compareTo(least) >= 0
                && parsed.get().compareTo(most) <= 0) {
            return parsed.get();
        }
        add(
                name,
                "a duration in " + DurationText.of(least) + ".." + DurationText.of(most),
                quoted(text),
                "give seconds, or a number with s, m, h or d, such as 30s");
        return least;
    }

    /** All of them so far, each a sentence. */
    public List<String> list() {
        return List.copyOf(faults);
    }

    /** What was found, for a fault: on one line, and not all of it if it is long. */
    public static String quoted(String text) {
        return '"' + darkroom.queue.Excerpt.of(text) + '"';
    }

    /**
     * Goes on if there are none.
     *
     * @throws BadUsageException with all of them otherwise
     */
    public void throwIfAny() {
        if (!faults.isEmpty()) {
            throw new BadUsageException(faults);
        }
    }
}
