package darkroom.embedded;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits for one call of one Lua script on a connection through a {@link FaultProxy}, and does
 * something there and then, such as killing the client: nothing moves on that connection meanwhile.
 * It snaps once. Thread-safe.
 */
public final class ScriptTrap {
    private final String script;
    private final Side side;
    private final int bytesMin;
    private final AtomicInteger left;
    private final Runnable onSnap;

    /** How far a call has come. */
    public enum Side {
        /** Nothing of it has reached the server. The connection ends. */
        BEFORE,
        /** Half of its bytes have. The connection ends. */
        HALF,
        /** The server has answered, and the client has not heard. The connection ends. */
        REPLY,
        /** The client has been sent the reply. The connection goes on. */
        DELIVERED
    }

    /**
     * @param script its name, as the comment at its head has it without {@code .lua}; where parts
     *     that scripts share stand in front of it, the last such comment is its own
     * @param nth which of the calls that fit, from 1
     * @param bytesMin how long the call, or on the last two sides its reply, is at least; 0: any
     * @param onSnap called on a thread of the proxy
     */
    public ScriptTrap(String script, Side side, int nth, int bytesMin, Runnable onSnap) {
        if (nth < 1 || bytesMin < 0) {
            throw new IllegalArgumentException(
                    "cannot set a trap: expected nth from 1 and bytesMin from 0, found "
                            + nth
                            + " and "
                            + bytesMin);
        }
        this.script = script;
        this.side = side;
        this.bytesMin = bytesMin;
        this.left = new AtomicInteger(nth);
        this.onSnap = onSnap;
    }

    Side side() {
        return side;
    }

    boolean isSet() {
        return left.get() > 0;
    }

    boolean isFor(String calledScript) {
        return script.equals(calledScript);
    }

    /** Whether the value that stands for the call on this side is the one that it waits for. */
    boolean snapsAt(byte[] frame) {
        return frame.length >= bytesMin && left.decrementAndGet() == 0;
    }

    void snap() {
        onSnap.run();
    }
}
