package darkroom.web.dashboard.access;

import darkroom.jobs.people.PasswordHash;
import darkroom.queue.operator.Operator;
import darkroom.queue.operator.Operators;
import darkroom.web.http.AttemptLimit;
import darkroom.web.http.Problem;
import darkroom.web.http.ProblemException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Checks who somebody says they are, slowly and not too often. Thread-safe. */
public final class SignIn {
    /** Guesses for one name, from anywhere, within {@link AttemptLimit#WINDOW}. */
    static final int BY_NAME_MAX = 10;

    /** Guesses from one address, for any names, within {@link AttemptLimit#WINDOW}. */
    static final int BY_ADDRESS_MAX = 30;

    /** The shortest password. */
    static final int PASSWORD_CHARS_MIN = 12;

    private static final int PASSWORD_CHARS_MAX = 200;

    private final Operators operators;
    private final PasswordHash passwords;
    private final String nobody;
    private final AttemptLimit byName = new AttemptLimit(BY_NAME_MAX, System::nanoTime);
    private final AttemptLimit byAddress = new AttemptLimit(BY_ADDRESS_MAX, System::nanoTime);

    /** Among {@code operators}. Hashes one password. */
    public SignIn(Operators operators, PasswordHash passwords) {
        this.operators = operators;
        this.passwords = passwords;
        this.nobody = passwords.hash("nobody has this password");
    }

    /**
     * The operator of that name, if the secret is their password or their API token; takes as long
     * where there is none of that name.
     *
     * @throws darkroom.web.http.ProblemException 429 after too many guesses
     */
    Optional<Operator> check(String typedName, String secret, String address) {
        String name = typedName.strip().toLowerCase(Locale.ROOT);
        count(byAddress, address);
        count(byName, name);
        Optional<Operator> found = operators.find(name);
        String hash =
                found.map(operator -> operator.credentials().password())
                        .filter(password -> !password.isEmpty())
                        .orElse(nobody);
        boolean right = passwords.verify(isAllowed(secret) ? secret : "", hash);
        Optional<Operator> known =
                right && !hash.equals(nobody)
                        ? found
                        : operators
                                .byToken(secret)
                                .filter(operator -> operator.name().equals(name));
        if (known.isPresent()) {
            byName.succeeded(name);
            byAddress.succeeded(address);
        }
        return known;
    }

    /**
     * The hash of a new password.
     *
     * @throws darkroom.web.http.ProblemException 400 if it is too short or too long
     */
    String hash(String password) {
        if (!isAllowed(password)) {
            throw Problem.of(
                            400,
                            "refused-password",
                            "cannot use the password: expected "
                                    + PASSWORD_CHARS_MIN
                                    + " to "
                                    + PASSWORD_CHARS_MAX
                                    + " characters, found "
                                    + password.length()
                                    + "; choose another")
                    .exception();
        }
        return passwords.hash(password);
    }

    private static ProblemException tooMany(Duration wait) {
        return Problem.of(
                        429,
                        "too-many-attempts",
                        "cannot sign in: too many attempts; try again in "
                                + Math.max(1, wait.toMinutes())
                                + " min")
                .retryAfter(wait)
                .exception();
    }

    /** Counts an attempt for this key, and refuses one that is too many. */
    static void count(AttemptLimit limit, String key) {
        Optional<Duration> wait = limit.attempt(key);
        if (wait.isPresent()) {
            throw tooMany(wait.get());
        }
    }

    private static boolean isAllowed(String password) {
        return password.length() >= PASSWORD_CHARS_MIN && password.length() <= PASSWORD_CHARS_MAX;
    }
}
