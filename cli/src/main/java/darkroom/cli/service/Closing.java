package darkroom.cli.service;

import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes things in the reverse order of their opening; one that fails does not keep the rest open.
 */
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private Closing() {}

    /** Takes from the head until nothing is left. Several threads may do it at once. */
    static void all(Deque<AutoCloseable> opened) {
        while (true) {
            AutoCloseable next;
            synchronized (opened) {
                next = opened.poll();
            }
            if (next == null) {
                return;
            }
            try {
                next.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.atWarn()
                        .addKeyValue("what", next.getClass().getSimpleName())
                        .addKeyValue("cause", String.valueOf(e.getMessage()))
                        .log("could not close, going on");
            }
        }
    }
}
