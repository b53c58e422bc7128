package darkroom.queue.scripts;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * One step of a simulation. What it picks it picks by its own numbers out of what there is, so that
 * it can be done whatever steps before it are left out.
 *
 * @param a any number from 0
 * @param b any number from 0
 */
record Step(Kind kind, int a, int b) {
    private static final int NUMBERS = 1_000_000;

    /** What a step does, and how often beside others. */
    enum Kind {
        ENQUEUE(14),
        ENQUEUE_MANY(1),
        ENQUEUE_DELAYED(4),
        ENQUEUE_UNIQUE(4),
        COMMIT_ROW(4),
        RELAY(4),
        DELETE_DONE_ROWS(2),
        JOIN(4),
        EXCHANGE(40),
        DELIVER(8),
        BEGIN(2),
        BEAT(4),
        LEAVE(1),
        CRASH(2),
        SILENCE(2),
        FENCE(2),
        SWEEP(2),
        TIME_PASSES(4),
        PROMOTE(5),
        PAUSE(1),
        RESUME(3),
        REDRIVE(2),
        DISCARD(1),
        CANCEL(2),
        RUN_NOW(1),
        PURGE(1),
        START_OPERATION(1),
        OPERATE(3),
        STEER_OPERATION(1),
        FORGET_SCRIPTS(1),
        RESTART_REDIS(0);

        final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    /** So many steps, always the same for a seed. */
    static List<Step> some(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Kind> lots = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < kind.weight; i++) {
                lots.add(kind);
            }
        }
        List<Step> steps = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // Once in some thousand steps: it takes as long as a thousand others.
            Kind kind =
                    random.nextInt(5_000) == 0
                            ? Kind.RESTART_REDIS
                            : lots.get(random.nextInt(lots.size()));
            steps.add(new Step(kind, random.nextInt(NUMBERS), random.nextInt(NUMBERS)));
        }
        return steps;
    }

    /** Those of them in which Redis is not killed. */
    static List<Step> withoutRestarts(List<Step> steps) {
        return steps.stream().filter(step -> step.kind() != Kind.RESTART_REDIS).toList();
    }

    /** One a line, numbered. */
    static String told(List<Step> steps) {
        return String.join(
                "\n",
                IntStream.range(0, steps.size()).mapToObj(i -> i + " " + steps.get(i)).toList());
    }
}
