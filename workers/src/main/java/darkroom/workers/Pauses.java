package darkroom.workers;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * For how long a JVM stood still for its collector in the last minute. Looked at now and then, such
 * as at each beat, by one thread at a time.
 */
final class Pauses {
    private static final Duration SPAN = Duration.ofMinutes(1);

    /** The most looks that are kept: of a minute at ten a second. */
    private static final int LOOKS_MAX = 600;

    private final LongSupplier nanos;
    private final LongSupplier pausedMillis;
    private final Deque<Look> looks = new ArrayDeque<>();

    /** Of this JVM. */
    Pauses() {
        this(System::nanoTime, Pauses::pausedUntilNow);
    }

    /**
     * Of any.
     *
     * @param nanos a clock that only goes on
     * @param pausedMillis for how long it has stood still since it began
     */
    Pauses(LongSupplier nanos, LongSupplier pausedMillis) {
        this.nanos = nanos;
        this.pausedMillis = pausedMillis;
        looks.add(new Look(nanos.getAsLong(), pausedMillis.getAsLong()));
    }

    /** Looks once, and tells what was seen in the last minute. */
    Seen look() {
        long now = nanos.getAsLong();
        looks.add(new Look(now, pausedMillis.getAsLong()));
        while (looks.size() > LOOKS_MAX || now - looks.getFirst().atNanos() > SPAN.toNanos()) {
            looks.removeFirst();
        }
        long most = 0;
        Look before = looks.getFirst();
        for (Look look : looks) {
            most = Math.max(most, look.pausedMillis() - before.pausedMillis());
            before = look;
        }
        return new Seen(looks.getLast().pausedMillis() - looks.getFirst().pausedMillis(), most);
    }

    private static long pausedUntilNow() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(Pauses::pauses)
                .mapToLong(collector -> Math.max(0, collector.getCollectionTime()))
                .sum();
    }

    // What a collector does while the program goes on has a bean of its own.
    private static boolean pauses(GarbageCollectorMXBean collector) {
        String name = collector.getName();
        return !name.contains("Concurrent") && !name.endsWith("Cycles");
    }

    private record Look(long atNanos, long pausedMillis) {}

    /**
     * What was seen.
     *
     * @param inAllMillis all pauses together
     * @param mostMillis the most between two looks: no single pause was longer
     */
    record Seen(long inAllMillis, long mostMillis) {}
}
