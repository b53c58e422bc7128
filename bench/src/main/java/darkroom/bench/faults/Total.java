package darkroom.bench.faults;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What all rounds of one fault gave. Not thread-safe. */
final class Total {
    private static final int DIGITS = 3;
    private static final int BREACHES_MAX = 20;

    private final Fault fault;
    private final Histogram recovery = new Histogram(DIGITS);
    private final List<String> breaches = new ArrayList<>();
    private int rounds;
    private int struck;
    private int unfinished;
    private long acknowledged;
    private long lost;
    private long unexpected;
    private long recovered;
    private long duplicateRuns;
    private long duplicateEffects;
    private long inHand;
    private boolean sound = true;
    private String absence = "";

    Total(Fault fault) {
        this.fault = fault;
    }

    void add(Verdict verdict, int index) {
        rounds++;
        struck += verdict.struck() ? 1 : 0;
        acknowledged += verdict.acknowledged();
        lost += verdict.lost();
        unexpected += verdict.unexpected();
        recovered += verdict.recovered();
        duplicateRuns += verdict.duplicateRuns();
        duplicateEffects += verdict.duplicateEffects();
        inHand += verdict.inHand();
        if (verdict.recoveryMillis() >= 0) {
            recovery.recordValue(Math.round(verdict.recoveryMillis()));
        }
        if (!fault.isControl()) {
            verdict.breaches().forEach(breach -> breach(index, breach));
        }
    }

    /** A round could not be played to its end. */
    void unfinished(int index, String why) {
        unfinished++;
        breach(index, why);
    }

    /** Something else must not be. */
    void breach(int index, String what) {
        sound = false;
        if (breaches.size() < BREACHES_MAX) {
            breaches.add(fault.name() + ", round " + index + ": " + what);
        }
    }

    /** It cannot be had here. */
    void absent(String why) {
        absence = fault.name() + ": " + why;
    }

    Fault fault() {
        return fault;
    }

    int rounds() {
        return rounds;
    }

    /** In how many rounds the fault struck where it was to. */
    int struck() {
        return struck;
    }

    /**
     * How many rounds need not be played again: all but those in which the fault did not strike.
     */
    int played() {
        return struck + unfinished;
    }

    /** Why it was not run; empty if it was. */
    String absence() {
        return absence;
    }

    List<String> breaches() {
        return List.copyOf(breaches);
    }

    /** Whether nothing was lost, unexpected or double; of a control, whether something was lost. */
    boolean isAsItShould() {
        if (!absence.isEmpty()) {
            return true;
        }
        return fault.isControl() ? lost > 0 : sound && rounds > 0;
    }

    long acknowledged() {
        return acknowledged;
    }

    /** As one JSON object has it, and the table. What is not known is null. */
    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        boolean measured = recovery.getTotalCount() > 0;
        fields.put("fault", fault.name());
        fields.put("control", fault.isControl());
        fields.put("rounds", rounds);
        fields.put("struck", struck);
        fields.put("acknowledged", acknowledged);
        fields.put("lost", lost);
        fields.put("unexpected", unexpected);
        fields.put("duplicateRuns", duplicateRuns);
        fields.put("inHand", inHand);
        fields.put("duplicateEffects", duplicateEffects);
        fields.put("recovered", recovered);
        fields.put("recoveryP50Millis", measured ? recovery.getValueAtPercentile(50) : null);
        fields.put("recoveryP99Millis", measured ? recovery.getValueAtPercentile(99) : null);
        fields.put("recoveryMaxMillis", measured ? recovery.getMaxValue() : null);
        fields.put("asItShould", isAsItShould());
        fields.put("breaches", breaches());
        fields.put("absent", absence.isEmpty() ? null : absence);
        return fields;
    }
}
