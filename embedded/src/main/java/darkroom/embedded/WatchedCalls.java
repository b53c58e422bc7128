package darkroom.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import darkroom.embedded.ScriptTrap.Side;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Follows the calls and replies of one connection to Redis, and springs the trap that is set. Each
 * direction is for one thread.
 */
final class WatchedCalls {
    private static final Pattern HEAD = Pattern.compile("(?m)^-- (\\w+)\\.lua — ");

    private final Scripts scripts;
    private final RespFrames requests = new RespFrames();
    private final RespFrames replies = new RespFrames();

    /** Of each call that has no reply yet, in order: the name of its script, or none. */
    private final Queue<String> unanswered = new ArrayDeque<>();

    private boolean inTransaction;
    private String ofTransaction = "";

    WatchedCalls(Scripts scripts) {
        this.scripts = scripts;
    }

    /** Names of scripts by their digest, and the trap, for all connections of a proxy. */
    static final class Scripts {
        private final Map<String, String> names = new ConcurrentHashMap<>();
        private volatile @Nullable ScriptTrap trap;

        void set(ScriptTrap newTrap) {
            trap = newTrap;
        }

        @Nullable ScriptTrap trap() {
            ScriptTrap now = trap;
            return now != null && now.isSet() ? now : null;
        }

        /** The name of the script that a call runs; empty if it runs none that is known. */
        String called(List<String> words) {
            String command = words.get(0).toUpperCase(Locale.ROOT);
            if (words.size() < 2) {
                return "";
            }
            if ("EVALSHA".equals(command)) {
                return names.getOrDefault(words.get(1), "");
            }
            if ("EVAL".equals(command)) {
                return learn(words.get(1));
            }
            if ("SCRIPT".equals(command) && words.size() > 2) {
                learn(words.get(2));
            }
            return "";
        }

        // The last head is its own: in front of it there may be others, of parts that scripts
        // share.
        private String learn(String source) {
            String name = "";
            Matcher head = HEAD.matcher(source);
            while (head.find()) {
                name = head.group(1);
            }
            if (!name.isEmpty()) {
                names.put(digest(source), name);
            }
            return name;
        }

        private static String digest(String source) {
            try {
                return HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-1").digest(source.getBytes(UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JVM has SHA-1", e);
            }
        }
    }

    /** Sends bytes on as the proxy does at the moment. */
    @FunctionalInterface
    interface Forward {
        void send(byte[] bytes, int count) throws IOException, InterruptedException;
    }

    /** Passes requests on. */
    void requests(byte[] chunk, int count, Forward forward)
            throws IOException, InterruptedException {
        requests.add(chunk, count);
        for (byte[] frame = requests.next(); frame != null; frame = requests.next()) {
            String script = script(frame);
            ScriptTrap trap = scripts.trap();
            if (trap != null && isAt(trap, Side.BEFORE, Side.HALF, script, frame)) {
                if (trap.side() == Side.HALF) {
                    forward.send(frame, frame.length / 2);
                }
                trap.snap();
                throw new IOException("the trap has snapped");
            }
            synchronized (unanswered) {
                unanswered.add(script);
            }
            forward.send(frame, frame.length);
        }
    }

    /** Passes replies on. */
    void replies(byte[] chunk, int count, Forward forward)
            throws IOException, InterruptedException {
        replies.add(chunk, count);
        for (byte[] frame = replies.next(); frame != null; frame = replies.next()) {
            String script = answered(frame);
            ScriptTrap trap = scripts.trap();
            if (trap != null && isAt(trap, Side.REPLY, Side.DELIVERED, script, frame)) {
                if (trap.side() == Side.DELIVERED) {
                    forward.send(frame, frame.length);
                    trap.snap();
                    continue;
                }
                trap.snap();
                throw new IOException("the trap has snapped");
            }
            forward.send(frame, frame.length);
        }
    }

    private static boolean isAt(
            ScriptTrap trap, Side one, Side other, String script, byte[] frame) {
        return (trap.side() == one || trap.side() == other)
                && trap.isFor(script)
                && trap.snapsAt(frame);
    }

    // The reply of a script in a transaction is EXEC's.
    private String script(byte[] frame) {
        List<String> words = RespFrames.words(frame, 3);
        if (words.isEmpty()) {
            return "";
        }
        String command = words.get(0).toUpperCase(Locale.ROOT);
        if ("MULTI".equals(command)) {
            inTransaction = true;
        } else if ("EXEC".equals(command)) {
            inTransaction = false;
            String script = ofTransaction;
            ofTransaction = "";
            return script;
        }
        String script = scripts.called(words);
        if (inTransaction && !script.isEmpty()) {
            ofTransaction = script;
        }
        return script;
    }

    private String answered(byte[] frame) {
        String script;
        synchronized (unanswered) {
            script = unanswered.poll();
        }
        boolean queued =
                new String(frame, 0, Math.min(7, frame.length), US_ASCII).equals("+QUEUED");
        return script == null || queued ? "" : script;
    }
}
