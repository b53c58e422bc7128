package darkroom.queue.doctor;

import java.util.Optional;

/**
 * A finding and how it is put right.
 *
 * @param repair puts right what is wrong still, and says what it did; empty: only a person can
 */
record Diagnosis(Finding finding, Optional<Repair> repair) {
    /** Puts something right. */
    @FunctionalInterface
    interface Repair {
        /** Does it; says in a sentence what was done. */
        String repair() throws InterruptedException;
    }

    static Diagnosis of(Finding finding) {
        return new Diagnosis(finding, Optional.empty());
    }

    static Diagnosis of(Finding finding, Repair repair) {
        return new Diagnosis(finding, Optional.of(repair));
    }
}
