package darkroom.queue;

import java.util.regex.Pattern;

/** The rule for queue names, and the check of one. */
public final class QueueName {
    /** What a queue name may consist of. */
    public static final String PATTERN = "[a-z0-9._-]{1,64}";

    private static final Pattern VALID = Pattern.compile(PATTERN);

    private QueueName() {}

    /** Whether {@code name} is one that enqueue takes and workers serve. */
    public static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }

    /**
     * Returns {@code name} as it is.
     *
     * @throws InvalidJobException if it does not match {@link #PATTERN}
     */
    public static String check(String name) {
        if (!isValid(name)) {
            throw new InvalidJobException(
                    "cannot use queue \""
                            + Excerpt.of(name)
                            + "\": expected a name of "
                            + PATTERN
                            + ", found one that is not; choose another name");
        }
        return name;
    }
}
