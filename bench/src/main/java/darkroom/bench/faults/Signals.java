package darkroom.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.TimeUnit;

/** Sends signals that Java has no call for. */
final class Signals {
    private static final int SECONDS_MAX = 10;

    private Signals() {}

    /** Sends one, named without {@code SIG}; a process that is gone does not mind. */
    static void send(long pid, String name) {
        try {
            Process kill =
                    new ProcessBuilder("kill", "-s", name, Long.toString(pid))
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start();
            if (!kill.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                kill.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send SIG" + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
