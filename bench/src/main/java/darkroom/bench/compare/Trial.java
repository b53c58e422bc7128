package darkroom.bench.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Contestants that are run in turn because their figures are compared.
 *
 * @param name of one word, for {@code --only}
 */
record Trial(String name, List<Contestant> contestants) {
    Trial {
        contestants = List.copyOf(contestants);
    }

    /**
     * All of them, another one first each round, so that none always runs on the warmest machine.
     */
    List<Contestant> inOrderOf(int round) {
        List<Contestant> order = new ArrayList<>(contestants);
        Collections.rotate(order, -round);
        return order;
    }
}
