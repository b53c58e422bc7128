package darkroom.workers;

import java.util.concurrent.atomic.LongAdder;

/** What a process counts of itself over all its terms. Thread-safe. */
final class ProcessCounts {
    private final RunTimes runTimes = new RunTimes();
    private final LongAdder termsLost = new LongAdder();
    private final LongAdder fencedSettles = new LongAdder();

    RunTimes runTimes() {
        return runTimes;
    }

    /**
     * A term has ended because others gave this process up.
     *
     * @param fenced how many jobs had ended here whose ends do not count
     */
    void termLost(int fenced) {
        termsLost.increment();
        fencedSettles.add(fenced);
    }

    long termsLost() {
        return termsLost.sum();
    }

    long fencedSettles() {
        return fencedSettles.sum();
    }
}
