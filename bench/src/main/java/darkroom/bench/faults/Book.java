package darkroom.bench.faults;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What is known of one round outside of the queue, and the effects of its jobs: as a table has them
 * whose primary key is the job, so that the first is kept and a second is refused. Thread-safe.
 */
final class Book implements Acks {
    private static final int SPARE = 20_000;
    private static final int TIMES = 3;

    private final int round;
    private final State[] states;
    private final int[] runs;
    private final int[] effects;
    private final BitSet stopped = new BitSet();
    private Run[] log = new Run[1_024];
    private int logged;
    private int acknowledged;
    private int settledAcknowledged;
    private int triesUsed;
    private int refusedEffects;
    private int strays;

    /** What the enqueuer knows of a number. */
    enum State {
        UNUSED,
        TRIED,
        ACKNOWLEDGED,
        REFUSED,
        UNKNOWN
    }

    /** One run of a job: by whom, and when we heard of it. */
    record Run(int number, int child, long nanos) {}

    Book(int round, int jobs) {
        this.round = round;
        int numbers = numbersFor(jobs);
        states = new State[numbers];
        Arrays.fill(states, State.UNUSED);
        runs = new int[numbers];
        effects = new int[numbers];
    }

    /** How many numbers a round may use: some are refused and some have no answer. */
    static int numbersFor(int jobs) {
        return TIMES * jobs + SPARE;
    }

    int round() {
        return round;
    }

    @Override
    public void tried(int ofRound, int from, int count) {
        mark(ofRound, from, count, State.TRIED);
    }

    @Override
    public void acknowledged(int ofRound, int from, int count) {
        mark(ofRound, from, count, State.ACKNOWLEDGED);
    }

    @Override
    public void refused(int ofRound, int from, int count) {
        mark(ofRound, from, count, State.REFUSED);
    }

    @Override
    public void unknown(int ofRound, int from, int count) {
        mark(ofRound, from, count, State.UNKNOWN);
    }

    private synchronized void mark(int ofRound, int from, int count, State state) {
        if (ofRound != round) {
            strays++;
            return;
        }
        Arrays.fill(states, from, from + count, state);
        if (state == State.ACKNOWLEDGED) {
            acknowledged += count;
            for (int i = from; i < from + count; i++) {
                settledAcknowledged += effects[i] > 0 ? 1 : 0;
            }
        }
        notifyAll();
    }

    /** A child begins to run a job. */
    synchronized void ran(int ofRound, int number, int child, long attempt, long nanos) {
        if (isStray(ofRound, number)) {
            return;
        }
        runs[number]++;
        triesUsed += attempt > 1 ? 1 : 0;
        if (logged == log.length) {
            log = Arrays.copyOf(log, 2 * logged);
        }
        log[logged++] = new Run(number, child, nanos);
    }

    /** A job asks for its effect; whether it is the first to. */
    synchronized boolean effect(int ofRound, int number) {
        if (isStray(ofRound, number)) {
            return false;
        }
        if (effects[number] > 0) {
            refusedEffects++;
            return false;
        }
        effects[number]++;
        settledAcknowledged += states[number] == State.ACKNOWLEDGED ? 1 : 0;
        notifyAll();
        return true;
    }

    /** A handler was told to stop. */
    synchronized void told(int ofRound, int number) {
        if (!isStray(ofRound, number)) {
            stopped.set(number);
        }
    }

    private boolean isStray(int ofRound, int number) {
        boolean stray = ofRound != round || number < 0 || number >= states.length;
        strays += stray ? 1 : 0;
        return stray;
    }

    /** Waits until so many are acknowledged; false if that takes longer. */
    synchronized boolean awaitAcknowledged(int count, long mostNanos) throws InterruptedException {
        long end = System.nanoTime() + mostNanos;
        while (acknowledged < count) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            java.util.concurrent.TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /**
     * Waits until at most so many acknowledged jobs have not had their effect, or the time ends.
     */
    synchronized void awaitBehind(int most, long mostNanos) throws InterruptedException {
        long end = System.nanoTime() + mostNanos;
        while (acknowledged - settledAcknowledged > most) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            java.util.concurrent.TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    synchronized int acknowledgedCount() {
        return acknowledged;
    }

    synchronized int refusedCount() {
        return (int) Arrays.stream(states).filter(State.REFUSED::equals).count();
    }

    /** Acknowledged jobs that have not had their effect. */
    synchronized int behind() {
        return acknowledged - settledAcknowledged;
    }

    /** When a child first ran a job after this moment; 0 if it did not. */
    synchronized long firstRunAfter(int child, long nanos) {
        for (int i = 0; i < logged; i++) {
            if (log[i].child() == child && log[i].nanos() - nanos > 0) {
                return log[i].nanos();
            }
        }
        return 0;
    }

    /** All that is known now. */
    synchronized Page page() {
        return new Page(
                states.clone(),
                runs.clone(),
                effects.clone(),
                Arrays.copyOf(log, logged),
                new Page.Oddities(triesUsed, refusedEffects, strays, stopped.cardinality()));
    }

    /**
     * A copy of a book.
     *
     * @param log all runs, as they were heard of
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; thousands of numbers a round
    record Page(State[] states, int[] runs, int[] effects, Run[] log, Oddities oddities) {
        /**
         * What else was heard.
         *
         * @param triesUsed runs that were no first attempt
         * @param refusedEffects effects that were there already
         * @param strays what no job of this round can have said
         * @param told handlers that were told to stop
         */
        record Oddities(int triesUsed, int refusedEffects, int strays, int told) {}
    }
}
