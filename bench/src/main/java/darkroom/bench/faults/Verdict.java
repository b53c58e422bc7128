package darkroom.bench.faults;

import java.util.List;

/**
 * What became of the jobs of one round, in the words of Jepsen's checker of queues.
 *
 * @param acknowledged enqueued for sure
 * @param lost acknowledged, and without their effect although the queue is drained; nor dead
 * @param unexpected never asked for, or refused, and run all the same
 * @param recovered enqueued without an answer, and run
 * @param duplicateRuns runs beyond the first of each job
 * @param duplicateEffects effects beyond the first of each job
 * @param inHand jobs that were in the hands of what was harmed
 * @param recoveryMillis from the end of the fault until all works again; less than 0: it never
 *     stopped
 * @param struck whether the fault struck where it was to
 * @param breaches what must not be, in words; none if all is well
 */
record Verdict(
        int acknowledged,
        int lost,
        int unexpected,
        int recovered,
        int duplicateRuns,
        int duplicateEffects,
        int inHand,
        double recoveryMillis,
        boolean struck,
        List<String> breaches) {
    Verdict {
        breaches = List.copyOf(breaches);
    }
}
