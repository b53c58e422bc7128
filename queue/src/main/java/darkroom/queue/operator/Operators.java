package darkroom.queue.operator;

import darkroom.queue.operator.Operator.Credentials;
import darkroom.queue.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The accounts of a namespace. Thread-safe. */
public final class Operators {
    /** The most there can be. */
    public static final int OPERATORS_MAX = 500;

    private static final int VERSION_CHARS = 12;

    private final RedisStore store;
    private final SecureRandom random;

    /**
     * Those in {@code store}.
     *
     * @param random for tokens
     */
    public Operators(RedisStore store, SecureRandom random) {
        this.store = store;
        this.random = random;
    }

    /** How many there are. */
    public long count() {
        return store.hashSize(store.keys().operators());
    }

    /** All of them, by name. */
    public List<Operator> list() {
        List<Operator> operators = new ArrayList<>();
        store.hash(store.keys().operators())
                .forEach((name, text) -> Operator.ofText(name, text).ifPresent(operators::add));
        operators.sort(Comparator.comparing(Operator::name));
        return operators;
    }

    /** The one of that name, if there is one. Any text may be given. */
    public Optional<Operator> find(String name) {
        return Operator.isName(name)
                ? store.field(store.keys().operators(), name)
                        .flatMap(
                                bytes ->
                                        Operator.ofText(
                                                name, new String(bytes, StandardCharsets.UTF_8)))
                : Optional.empty();
    }

    /** The one whose API token this is, if it is one's. Any text may be given. */
    public Optional<Operator> byToken(String token) {
        int dot = token.lastIndexOf('.');
        return dot < 0
                ? Optional.empty()
                : find(token.substring(0, dot))
                        .filter(operator -> !operator.credentials().token().isEmpty())
                        .filter(
                                operator ->
                                        Secret.matches(
                                                token.substring(dot + 1),
                                                operator.credentials().token()));
    }

    /**
     * Adds one who is known by an API token.
     *
     * @return the token, which nobody can read again: the name, a dot, and 256 random bits
     * @throws RefusedOperatorException if the name is taken, or there are too many
     */
    public String addWithToken(String name, Role role) {
        String secret = Secret.fresh(random);
        add(new Operator(name, role, new Credentials("", Secret.hash(secret), version())));
        return name + "." + secret;
    }

    /**
     * Adds one who is known by a password.
     *
     * @param passwordHash a PHC string
     * @throws RefusedOperatorException if the name is taken, or there are too many
     */
    public void addWithPassword(String name, Role role, String passwordHash) {
        add(new Operator(name, role, new Credentials(passwordHash, "", version())));
    }

    /**
     * Changes a password, which ends all sessions of that operator.
     *
     * @param passwordHash a PHC string
     * @return the operator as they are now; none if there is no operator of that name
     */
    public Optional<Operator> changePassword(String name, String passwordHash) {
        Optional<Operator> changed =
                find(name)
                        .map(
                                old ->
                                        new Operator(
                                                name,
                                                old.role(),
                                                new Credentials(
                                                        passwordHash,
                                                        old.credentials().token(),
                                                        version())));
        changed.ifPresent(
                operator -> store.setField(store.keys().operators(), name, operator.toText()));
        return changed;
    }

    /**
     * Removes one: their sessions and their token end at once.
     *
     * @return false if there is none of that name
     */
    public boolean remove(String name) {
        return store.removeField(store.keys().operators(), name);
    }

    private void add(Operator operator) {
        if (count() >= OPERATORS_MAX) {
            throw new RefusedOperatorException(
                    "cannot add operator "
                            + operator.name()
                            + ": expected at most "
                            + OPERATORS_MAX
                            + " (Operators.OPERATORS_MAX), found as many; remove one");
        }
        if (!store.addField(store.keys().operators(), operator.name(), operator.toText())) {
            throw new RefusedOperatorException(
                    "cannot add operator "
                            + operator.name()
                            + ": the name is taken; remove that one, or choose another name");
        }
    }

    private String version() {
        return Secret.fresh(random).substring(0, VERSION_CHARS);
    }
}
