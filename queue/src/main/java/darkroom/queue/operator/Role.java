package darkroom.queue.operator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an operator may do; each may do all that those before it may. */
public enum Role {
    /** Look at everything but args and the audit log. */
    VIEWER,
    /** Act on jobs and queues, see args, read the audit log. */
    OPERATOR,
    /** Add and remove operators. */
    ADMIN;

    /** The word for it in Redis, in the command and on pages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether this one may do what {@code needed} may. */
    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** The role of that word, if it is one. */
    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }
}
