package darkroom.bench.faults;

import java.util.EnumSet;
import java.util.Set;

/**
 * A class of faults: what is broken, in which surroundings, and what may come of it.
 *
 * @param name of words with hyphens, for {@code --only}
 * @param what is done, in a sentence's part
 * @param prepare called before a round's jobs come
 * @param inject called while they run; returns when the fault has ended and all is mended
 */
record Fault(
        String name,
        String what,
        Setting setting,
        Set<Trait> traits,
        Action prepare,
        Action inject) {
    /** Something that is done in a round. */
    @FunctionalInterface
    interface Action {
        void in(Scene scene) throws InterruptedException;
    }

    /** What a fault may bring about that others must not. */
    enum Trait {
        /** A control: it has to lose jobs, or the harness sees nothing. */
        LOSES,
        /** Jobs may run again though no process was killed. */
        RUNS_AGAIN,
        /** A process that lives may be given up for lost. */
        GIVES_UP,
        /** Redis forgets, its counters too. */
        WIPES,
        /** Works with ten times the jobs. */
        MANY
    }

    Fault {
        traits = traits.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(traits));
    }

    static Fault of(String name, String what, Setting setting, Action inject) {
        return new Fault(name, what, setting, Set.of(), scene -> {}, inject);
    }

    Fault preparedBy(Action action) {
        return new Fault(name, what, setting, traits, action, inject);
    }

    Fault with(Trait trait) {
        EnumSet<Trait> more = EnumSet.of(trait);
        more.addAll(traits);
        return new Fault(name, what, setting, more, prepare, inject);
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    boolean isControl() {
        return has(Trait.LOSES);
    }
}
