package darkroom.queue.operator;

import darkroom.queue.Excerpt;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An account.
 *
 * @param name as of {@link #checkName}
 * @param role what they may do
 * @param credentials what they are known by
 */
public record Operator(String name, Role role, Credentials credentials) {
    private static final String PATTERN = "[a-z0-9][a-z0-9._-]{0,39}";
    private static final Pattern NAME = Pattern.compile(PATTERN);
    private static final int PARTS = 4;

    /** Checks the name. */
    public Operator {
        checkName(name);
    }

    /**
     * What somebody is known by; hashes only, and empty texts where there is none.
     *
     * @param password a PHC string
     * @param token SHA-256 of the API token
     * @param version another one after each change: sessions of an older one have ended
     */
    public record Credentials(String password, String token, String version) {
        /** Never shows a hash. */
        @Override
        public String toString() {
            return "Credentials[]";
        }
    }

    /**
     * Returns {@code name} as it is.
     *
     * @throws IllegalArgumentException if it is not 1 to 40 letters a to z, digits, dots, dashes
     *     and underscores, beginning with a letter or digit
     */
    public static String checkName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "cannot use operator name \""
                            + Excerpt.of(name)
                            + "\": expected a name of "
                            + PATTERN
                            + ", found one that is not; choose another name");
        }
        return name;
    }

    /** Whether it is a name that an operator can have. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** As it stands in Redis: no part can hold a blank. */
    String toText() {
        return String.join(
                " ", role.word(), credentials.version, credentials.token, credentials.password);
    }

    static Optional<Operator> ofText(String name, String text) {
        List<String> parts = List.of(text.split(" ", -1));
        Optional<Role> role = Role.of(parts.get(0));
        return parts.size() != PARTS || role.isEmpty() || !isName(name)
                ? Optional.empty()
                : Optional.of(
                        new Operator(
                                name,
                                role.get(),
                                new Credentials(parts.get(3), parts.get(2), parts.get(1))));
    }
}
