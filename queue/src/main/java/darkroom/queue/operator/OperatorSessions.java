package darkroom.queue.operator;

import darkroom.queue.redis.Call;
import darkroom.queue.redis.Keys;
import darkroom.queue.redis.RedisStore;
import darkroom.queue.redis.Script;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who is signed in, by Redis' clock. Thread-safe. */
public final class OperatorSessions {
    /** Without a request for so long a session has ended. */
    public static final Duration IDLE_MAX = Duration.ofHours(1);

    /** So long after its beginning a session has ended, whatever was done in it. */
    public static final Duration AGE_MAX = Duration.ofHours(12);

    private static final int PARTS = 4;

    private final RedisStore store;
    private final Operators operators;
    private final SecureRandom random;
    private final Span span;

    /**
     * Those in {@code store}.
     *
     * @param random for their ids
     */
    public OperatorSessions(RedisStore store, SecureRandom random) {
        this(store, random, new Span(IDLE_MAX, AGE_MAX));
    }

    OperatorSessions(RedisStore store, SecureRandom random, Span span) {
        this.store = store;
        this.operators = new Operators(store, random);
        this.random = random;
        this.span = span;
    }

    /** How long a session lasts. */
    record Span(Duration idleMax, Duration ageMax) {}

    /**
     * Begins one, under an id that nobody has had.
     *
     * @throws RefusedOperatorException if the operator has been removed meanwhile
     */
    public OperatorSession open(Operator operator) {
        Keys keys = store.keys();
        OperatorSession session =
                new OperatorSession(Secret.fresh(random), operator, Secret.fresh(random));
        Call call = new Call();
        call.key(keys.operators());
        call.key(keys.session(Secret.hash(session.id())));
        call.arg(operator.name())
                .arg(
                        String.join(
                                " ",
                                operator.name(),
                                operator.credentials().version(),
                                session.csrf(),
                                Long.toString(store.timeMillis())))
                .arg(span.idleMax().toMillis());
        if (store.run(Script.SESSION, call).number() == 0) {
            throw new RefusedOperatorException(
                    "cannot sign in: operator " + operator.name() + " has been removed");
        }
        return session;
    }

    /** The session of that id, if it has not ended; it lasts on. Any text may be given. */
    public Optional<OperatorSession> touch(String id) {
        String key = store.keys().session(Secret.hash(id));
        return session(id, key, store.texts().renew(key, span.idleMax()));
    }

    /** The same, and the session's idle time goes on: nobody did anything. */
    public Optional<OperatorSession> look(String id) {
        String key = store.keys().session(Secret.hash(id));
        return session(id, key, store.texts().get(key));
    }

    /** Ends a session; nothing happens if it is none. */
    public void close(String id) {
        store.delete(store.keys().session(Secret.hash(id)));
    }

    private Optional<OperatorSession> session(String id, String key, Optional<String> text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = List.of(text.get().split(" ", -1));
        if (parts.size() != PARTS) {
            return Optional.empty();
        }
        long ageMillis = store.timeMillis() - Long.parseLong(parts.get(3));
        Optional<Operator> operator =
                operators
                        .find(parts.get(0))
                        .filter(found -> found.credentials().version().equals(parts.get(1)));
        if (operator.isEmpty() || ageMillis > span.ageMax().toMillis()) {
            store.delete(key);
            return Optional.empty();
        }
        return Optional.of(new OperatorSession(id, operator.get(), parts.get(2)));
    }
}
