package darkroom.web.health;

import java.util.regex.Pattern;

/**
 * One thing that must work for requests to be served.
 *
 * @param name {@code [a-z0-9-]{1,40}}; stable, for programs
 * @param probe returns when it works, throws when not; its message must name the address and hold
 *     no secret, since anyone may read it
 */
public record ReadinessCheck(String name, Probe probe) {
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
         * @throws Exception when it does not, for the reason in its message
         */
        void run() throws Exception;
    }
}
