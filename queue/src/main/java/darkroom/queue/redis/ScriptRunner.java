package darkroom.queue.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Sends script calls, several in one round trip where there are several. Thread-safe.
 *
 * <p>Nothing is sent twice but what Redis refused because it does not have the script, or because
 * another server has the keys.
 */
final class ScriptRunner {
    /** The text of a script for a major version of Redis; tests run altered ones. */
    interface ScriptSource {
        String of(Script script, int redisMajor);
    }

    private static final Pattern VERSION = Pattern.compile("redis_version:(\\d+)");
    private static final Object NONE = new Object();

    private final Connections connections;
    private final long timeoutNanos;
    private final int replicas;
    private final ScriptSource source;
    private final Map<Script, byte[]> shas = new EnumMap<>(Script.class);
    private volatile int major;

    ScriptRunner(Connections connections, RedisAddress address, ScriptSource source) {
        this.connections = connections;
        this.timeoutNanos = address.timeout().toNanos();
        this.replicas = address.url().replicas();
        this.source = source;
    }

    /**
     * Runs scripts one after another, each on its own: between them others may run.
     *
     * @return for each call what Redis answered, or a {@link JedisException} that tells why there
     *     is no answer
     */
    Object[] run(List<ScriptCall> calls) {
        Object[] answers = new Object[calls.size()];
        Arrays.fill(answers, NONE);
        if (!onOneServer(calls, answers) && retract(answers, ErrorReply::isElsewhere)) {
            onOneServer(calls, answers);
        }
        return answers;
    }

    /** Whether every call without an answer now has a reply: none an error. */
    private boolean onOneServer(List<ScriptCall> calls, Object[] answers) {
        boolean clean;
        try (Connection connection = connection()) {
            clean = exchange(connection, calls, answers);
            if (!clean && retract(answers, JedisNoScriptException.class::isInstance)) {
                forgetScripts();
                clean = exchange(connection, calls, answers);
            }
        } catch (JedisException e) {
            Arrays.setAll(answers, at -> answers[at] == NONE ? e : answers[at]);
            clean = false;
        }
        if (!clean) {
            noteFailures(answers);
        }
        return clean;
    }

    private void noteFailures(Object[] answers) {
        for (Object answer : answers) {
            if (answer instanceof JedisException e) {
                connections.failed(e);
                return;
            }
        }
    }

    /** Makes calls to be sent again; whether there are any. */
    private static boolean retract(Object[] answers, Predicate<Object> which) {
        boolean any = false;
        for (int at = 0; at < answers.length; at++) {
            if (which.test(answers[at])) {
                answers[at] = NONE;
                any = true;
            }
        }
        return any;
    }

    /** Sends the calls that have no answer, and reads theirs; whether none is an error. */
    private boolean exchange(Connection connection, List<ScriptCall> calls, Object[] answers) {
        // Before the first call is sent: what is asked in between would read the wrong reply.
        byte[][] shas = new byte[answers.length][];
        for (int at = 0; at < answers.length; at++) {
            shas[at] = sha(connection, calls.get(at).script());
        }
        BitSet open = new BitSet();
        boolean whole = false;
        boolean clean;
        boolean waits = false;
        try {
            for (int at = 0; at < answers.length; at++) {
                if (answers[at] == NONE) {
                    open.set(at);
                    send(connection, shas[at], calls.get(at));
                }
            }
            waits = replicas > 0 && sendWait(connection, calls, open);
            clean = read(connection, calls, answers, open);
            clean &= !waits || replicated(connection, calls, answers, open);
            whole = true;
        } finally {
            if (!whole) {
                // Replies may be under way that the next user would take for its own.
                connection.setBroken();
                if (waits) {
                    // A reply says that the primary has it; nobody says that a replica does.
                    enqueues(calls, open).forEach(at -> answers[at] = NONE);
                }
            }
        }
        return clean;
    }

    /** Reads the answers of the open calls; whether none is an error. */
    private boolean read(
            Connection connection, List<ScriptCall> calls, Object[] answers, BitSet open) {
        boolean clean = true;
        long begin = System.nanoTime();
        for (int at = open.nextSetBit(0); at >= 0; at = open.nextSetBit(at + 1)) {
            // Jedis bounds the wait for each reply; this bounds the wait for all.
            if (System.nanoTime() - begin > timeoutNanos) {
                throw new JedisConnectionException("the replies before it took all the time");
            }
            answers[at] =
                    calls.get(at).call().hasPushed()
                            ? transactionAnswer(connection)
                            : answer(connection);
            clean &= !(answers[at] instanceof JedisException);
        }
        return clean;
    }

    // In the same round trip, and on the connection that wrote: it is for its writes that it waits.
    private boolean sendWait(Connection connection, List<ScriptCall> calls, BitSet open) {
        boolean any = enqueues(calls, open).findAny().isPresent();
        if (any) {
            long millis = Math.max(1, timeoutNanos / 2_000_000);
            connection.sendCommand(Command.WAIT, Integer.toString(replicas), Long.toString(millis));
        }
        return any;
    }

    private static IntStream enqueues(List<ScriptCall> calls, BitSet open) {
        return open.stream().filter(at -> calls.get(at).script().isEnqueue());
    }

    private boolean replicated(
            Connection connection, List<ScriptCall> calls, Object[] answers, BitSet open) {
        Object acknowledged = answer(connection);
        if (acknowledged instanceof Long count && count >= replicas) {
            return true;
        }
        JedisException why =
                acknowledged instanceof JedisException e
                        ? e
                        : new NotReplicatedException((Long) acknowledged, replicas);
        enqueues(calls, open)
                .filter(at -> !(answers[at] instanceof JedisException))
                .forEach(at -> answers[at] = why);
        return false;
    }

    private void send(Connection connection, byte[] sha, ScriptCall scriptCall) {
        Call call = scriptCall.call();
        CommandArguments eval;
        if (call.hasPushed()) {
            connection.sendCommand(Command.MULTI);
            CommandArguments push = new CommandArguments(Command.RPUSH);
            call.addPushedTo(push);
            connection.sendCommand(push);
            // With its source: one that is not known would be found out when all has been pushed.
            eval = new CommandArguments(Command.EVAL).add(source.of(scriptCall.script(), major));
        } else {
            eval = new CommandArguments(Command.EVALSHA).add(sha);
        }
        call.addTo(eval);
        connection.sendCommand(eval);
        if (call.hasPushed()) {
            connection.sendCommand(Command.EXEC);
        }
    }

    private static Object answer(Connection connection) {
        try {
            return connection.getOne();
        } catch (JedisDataException e) {
            return e;
        }
    }

    /** The script's reply; or why nothing was done: the first refusal tells, EXEC's only that. */
    private static Object transactionAnswer(Connection connection) {
        Object refusal = NONE;
        for (int i = 0; i < 3; i++) {
            Object queued = answer(connection);
            refusal = refusal == NONE && queued instanceof JedisException ? queued : refusal;
        }
        Object executed = answer(connection);
        if (executed instanceof List<?> replies) {
            Object pushed = replies.get(0);
            Object reply = replies.get(1);
            return pushed instanceof JedisException && reply instanceof Long ? pushed : reply;
        }
        return refusal == NONE ? executed : refusal;
    }

    // A caller's interrupt must not fail the others whose calls it carries: while it waits for a
    // connection it is noted, and after that no wait of ours ends by it.
    private Connection connection() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return connections.getConnection();
                } catch (JedisException e) {
                    if (!(e.getCause() instanceof InterruptedException)) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private byte[] sha(Connection connection, Script script) {
        synchronized (shas) {
            byte[] sha = shas.get(script);
            if (sha != null) {
                return sha;
            }
        }
        return load(connection, script);
    }

    // All of them: the server that has none may be another one, and of another version.
    private void forgetScripts() {
        synchronized (shas) {
            shas.clear();
            major = 0;
        }
    }

    private byte[] load(Connection connection, Script script) {
        int known = major;
        if (known == 0) {
            connection.sendCommand(Command.INFO, "server");
            Matcher found = VERSION.matcher(text((byte[]) connection.getOne()));
            known = found.find() ? Integer.parseInt(found.group(1)) : 6;
            major = known;
        }
        connection.sendCommand(
                Command.SCRIPT,
                new byte[][] {
                    Protocol.Keyword.LOAD.getRaw(),
                    source.of(script, known).getBytes(StandardCharsets.UTF_8)
                });
        byte[] sha = (byte[]) connection.getOne();
        synchronized (shas) {
            shas.put(script, sha);
        }
        return sha;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
