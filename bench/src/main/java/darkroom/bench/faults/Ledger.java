package darkroom.bench.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Hears what all children tell, and writes it into the book of the round. Thread-safe. */
final class Ledger implements AutoCloseable {
    private final ServerSocket listener;
    private final Map<Integer, Child> children = new ConcurrentHashMap<>();
    private volatile Book book = new Book(0, 0);

    private Ledger(ServerSocket listener) {
        this.listener = listener;
    }

    static Ledger open() {
        try {
            Ledger ledger = new Ledger(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
            start("ledger", ledger::accept);
            return ledger;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen for children", e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Begins a round. */
    Book begin(Book newBook) {
        book = newBook;
        return newBook;
    }

    /** Expects a child to call. */
    void expect(Child child) {
        children.put(child.number(), child);
    }

    void forget(Child child) {
        children.remove(child.number());
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                start("child", () -> hear(socket));
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void hear(Socket socket) {
        Child child = null;
        try (socket;
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                long[] numbers = numbers(line);
                if (line.charAt(0) == 'h') {
                    child = children.get((int) numbers[0]);
                    if (child != null) {
                        child.connected(socket.getOutputStream());
                    }
                } else if (child != null) {
                    write(child, line.charAt(0), numbers);
                }
            }
        } catch (IOException e) {
            // It was killed: what it had told was heard before.
        } finally {
            if (child != null) {
                child.silent();
            }
        }
    }

    private void write(Child child, char what, long[] numbers) {
        Book now = book;
        switch (what) {
            case 'r' -> {
                long nanos = System.nanoTime();
                now.ran((int) numbers[0], (int) numbers[1], child.number(), numbers[2], nanos);
            }
            case 'e' -> now.effect((int) numbers[0], (int) numbers[1]);
            case 's' -> now.told((int) numbers[0], (int) numbers[1]);
            case 't' -> now.tried((int) numbers[0], (int) numbers[1], (int) numbers[2]);
            case 'k' -> now.acknowledged((int) numbers[0], (int) numbers[1], (int) numbers[2]);
            case 'x' -> now.refused((int) numbers[0], (int) numbers[1], (int) numbers[2]);
            case 'u' -> now.unknown((int) numbers[0], (int) numbers[1], (int) numbers[2]);
            case 'w' -> child.warmed();
            case 'p' -> child.reached();
            default -> throw new IllegalStateException("cannot read what a child tells: " + what);
        }
    }

    private static long[] numbers(String line) {
        long[] numbers = new long[4];
        int count = 0;
        long number = 0;
        for (int i = 2; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ' ') {
                numbers[count++] = number;
                number = 0;
            } else {
                number = number * 10 + (c - '0');
            }
        }
        numbers[count] = number;
        return numbers;
    }

    private static void start(String name, Runnable body) {
        Thread thread = new Thread(body, "faults-" + name);
        thread.setDaemon(true);
        thread.start();
    }
}
