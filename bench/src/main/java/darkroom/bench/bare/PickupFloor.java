package darkroom.bench.bare;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ListDirection;

/** The least that a hand-over has to do: one thread waits in BLMOVE, another one pushes. */
public final class PickupFloor {
    private static final double BLOCK_SECONDS = 1;

    private final URI uri;
    private final Duration timeout;
    private final byte[] key;

    /** Hands over through the list at {@code key}. */
    public PickupFloor(URI uri, Duration timeout, String key) {
        this.uri = uri;
        this.timeout = timeout;
        this.key = key.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Hands over jobs one at a time.
     *
     * @param count how many
     * @param interval from one push to the next
     * @return nanoseconds from each push to the return of the BLMOVE that got it
     */
    public long[] handOver(byte[] payload, int count, Duration interval)
            throws InterruptedException {
        long[] pushed = new long[count];
        long[] taken = new long[count];
        Thread taker = new Thread(() -> take(taken), "bench-taker");
        taker.setDaemon(true);
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            taker.start();
            long start = System.nanoTime() + interval.toNanos();
            for (int i = 0; i < count; i++) {
                long due = start + i * interval.toNanos();
                for (long left = interval.toNanos(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                    if (Thread.interrupted()) {
                        throw new InterruptedException("the load was interrupted");
                    }
                }
                pushed[i] = System.nanoTime();
                jedis.rpush(key, payload);
            }
            taker.join(timeout.toMillis());
            jedis.unlink(key, takenKey());
        } finally {
            taker.interrupt();
        }
        if (taker.isAlive()) {
            throw new IllegalStateException(
                    "cannot trust the floor: expected "
                            + count
                            + " jobs handed over within "
                            + timeout
                            + ", found fewer");
        }
        for (int i = 0; i < count; i++) {
            taken[i] -= pushed[i];
        }
        return taken;
    }

    private void take(long[] taken) {
        try (Jedis jedis = Connecting.to(uri, timeout)) {
            int count = 0;
            while (count < taken.length && !Thread.currentThread().isInterrupted()) {
                byte[] job =
                        jedis.blmove(
                                key,
                                takenKey(),
                                ListDirection.LEFT,
                                ListDirection.RIGHT,
                                BLOCK_SECONDS);
                if (job != null) {
                    taken[count] = System.nanoTime();
                    count++;
                }
            }
        }
    }

    private byte[] takenKey() {
        return (new String(key, StandardCharsets.UTF_8) + ".taken")
                .getBytes(StandardCharsets.UTF_8);
    }
}
