package darkroom.cli.settings;

import java.util.List;

/** What was given on the command line or in the environment cannot be used: exit code 2. */
public final class BadUsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    /** Takes one line a fault. */
    public BadUsageException(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** One line a fault. */
    public List<String> faults() {
        return faults;
    }
}
