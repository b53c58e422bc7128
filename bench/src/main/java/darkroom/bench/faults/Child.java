package darkroom.bench.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import darkroom.bench.BenchFailedException;
import darkroom.embedded.RunFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A JVM of {@link ChildMain}, which ends when this JVM ends in any way. Thread-safe. */
final class Child {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration END_MAX = Duration.ofSeconds(20);

    /** Small and soon at work: there are many, one after the other. */
    private static final List<String> JVM =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData",
                    "-Xss512k",
                    "-Xmx192m",
                    "-Ddarkroom.log=WARN");

    private final int number;
    private final RunFolder folder;
    private final Ledger ledger;
    private final CountDownLatch warm = new CountDownLatch(1);
    private final CountDownLatch atPoint = new CountDownLatch(1);
    private final CountDownLatch silent = new CountDownLatch(1);
    private @Nullable Process process;
    private @Nullable OutputStream orders;

    private Child(int number, RunFolder folder, Ledger ledger) {
        this.number = number;
        this.folder = folder;
        this.ledger = ledger;
    }

    /** Starts one; it is warm, and does nothing, a second or two later. */
    static Child start(int number, RunFolder folder, Ledger ledger, int warmUpPort) {
        Child child = new Child(number, folder, ledger);
        ledger.expect(child);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(ChildMain.class.getName());
        for (int arg : new int[] {ledger.port(), number, warmUpPort}) {
            command.add(Integer.toString(arg));
        }
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                Redirect.appendTo(folder.path().resolve("children.log").toFile()));
        builder.environment().keySet().removeIf(key -> key.startsWith("DARKROOM_"));
        try {
            child.began(folder.janitor().start(builder, "KILL"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a child", e);
        }
        return child;
    }

    private synchronized void began(Process newProcess) {
        process = newProcess;
    }

    int number() {
        return number;
    }

    /** What it is called in the fleet. */
    String name() {
        return "w" + number;
    }

    /** Waits until it is warm. */
    void awaitWarm() throws InterruptedException {
        if (!warm.await(START_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new BenchFailedException(
                    "cannot start a child: expected it within "
                            + START_MAX
                            + ", it did not come; look at what else the machine does");
        }
    }

    /** Waits until one of its jobs is at the point it was armed for; false if none is. */
    boolean awaitPoint(Duration most) throws InterruptedException {
        return atPoint.await(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Gives an order. */
    void order(Order order) {
        OutputStream to = ordersTo();
        if (to == null) {
            throw new IllegalStateException("cannot order a child that is not warm");
        }
        try {
            to.write((order.line() + "\n").getBytes(US_ASCII));
            to.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot reach a child", e);
        }
    }

    /** Ends it with SIGKILL and returns when the system has; what it told was heard by then. */
    void kill() {
        Process killed = process();
        killed.destroyForcibly();
        end(killed);
    }

    /** Ends it with SIGTERM, as an operator does, and returns when it has ended. */
    void terminate() {
        Process ended = process();
        ended.destroy();
        end(ended);
    }

    private void end(Process ending) {
        try {
            if (!ending.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS) || !awaitSilent()) {
                throw new BenchFailedException(
                        "cannot end a child: expected it to be gone within " + END_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            folder.janitor().release(ending);
            ledger.forget(this);
        }
    }

    // One that is not warm has told nothing yet, and may never have been heard of.
    private boolean awaitSilent() throws InterruptedException {
        return warm.getCount() > 0 || silent.await(END_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends it a signal, named without {@code SIG}. */
    void signal(String name) {
        Signals.send(process().pid(), name);
    }

    synchronized void connected(OutputStream to) {
        orders = to;
    }

    void warmed() {
        warm.countDown();
    }

    void reached() {
        atPoint.countDown();
    }

    /** Its connection has ended: all it told was heard. */
    void silent() {
        silent.countDown();
    }

    private synchronized @Nullable OutputStream ordersTo() {
        return orders;
    }

    private synchronized Process process() {
        Process found = process;
        if (found == null) {
            throw new IllegalStateException("cannot use a child that has not begun");
        }
        return found;
    }
}
