package darkroom.bench;

import darkroom.bench.bare.BareRedis;

/** Redis' clock seen from here, as exact as a round trip allows. */
final class StoreTime {
    private static final int LOOKS = 200;

    private final long offsetMicros;
    private final long errorMicros;

    private StoreTime(long offsetMicros, long errorMicros) {
        this.offsetMicros = offsetMicros;
        this.errorMicros = errorMicros;
    }

    /** Compares the clocks; the shortest of many round trips says most. */
    static StoreTime compare(BareRedis bare) {
        long best = Long.MAX_VALUE;
        long offset = 0;
        for (int i = 0; i < LOOKS; i++) {
            long before = System.nanoTime();
            long micros = bare.timeMicros();
            long after = System.nanoTime();
            if (after - before < best) {
                best = after - before;
                offset = micros - (before + (after - before) / 2) / 1_000;
            }
        }
        return new StoreTime(offset, best / 2_000 + 1);
    }

    /** A {@link System#nanoTime} of this JVM on Redis' clock, epoch microseconds. */
    long micros(long nanoTime) {
        return nanoTime / 1_000 + offsetMicros;
    }

    /** How far {@link #micros} may be off, either way. */
    long errorMicros() {
        return errorMicros;
    }
}
