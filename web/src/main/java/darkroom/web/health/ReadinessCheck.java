package darkroom.web.health;

import java.util.regex.Pattern;

/**
 * One thing that must work for requests to be served.
 *
 * @param name {@code [a-z0-9-]{1,40}}; stable, for programs
 * @param address what is asked, and where; like the probe's messages, anyone may read it
 * @param probe returns when it works, throws when not
 */
public record ReadinessCheck(String name, String address, Probe probe) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}");

    /** Checks the name. */
    public ReadinessCheck {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "cannot name a readiness check \"" + name + "\": expected " + NAME);
        }
    }

    /** Finds out whether it works. */
    @FunctionalInterface
    public interface Probe {
        /**
         * Returns when it works.
         *
         * @throws Exception when it does not, for the reason in its message, which holds no secret
         */
        void run() throws Exception;
    }
}
