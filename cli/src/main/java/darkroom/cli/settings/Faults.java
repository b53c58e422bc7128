package darkroom.cli.settings;

import darkroom.queue.InvalidJobException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Gathers everything that is wrong with what was given, so that all of it is said at once. */
public final class Faults {
    private final List<String> faults = new ArrayList<>();

    /** Adds one. */
    public void add(String fault) {
        faults.add(fault);
    }

    /** The value that {@code parse} gives; what it throws as an illegal argument is a fault. */
    public <T> Optional<T> check(Supplier<T> parse) {
        try {
            return Optional.of(parse.get());
        } catch (IllegalArgumentException | InvalidJobException e) {
            add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
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
