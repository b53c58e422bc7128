package darkroom.queue.scripts;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Finds few of many steps that still fail, by leaving out ever smaller parts of them. */
final class Shrinking {
    private Shrinking() {}

    /**
     * Steps of these, in their order, that fail too.
     *
     * @param steps some that fail
     * @param fails whether steps do
     * @param triesMost how often it is asked
     */
    static <T> List<T> shrink(List<T> steps, Predicate<List<T>> fails, int triesMost) {
        List<T> few = steps;
        int tries = 0;
        int part = Math.max(1, few.size() / 2);
        while (tries < triesMost) {
            boolean shrunk = false;
            for (int from = 0; from < few.size() && tries < triesMost; ) {
                List<T> rest = new ArrayList<>(few.subList(0, from));
                rest.addAll(few.subList(Math.min(few.size(), from + part), few.size()));
                tries++;
                if (fails.test(rest)) {
                    few = rest;
                    shrunk = true;
                } else {
                    from += part;
                }
            }
            if (part == 1 && !shrunk) {
                return few;
            }
            part = Math.max(1, part / 2);
        }
        return few;
    }
}
