package darkroom.cli.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * How large the story is.
 *
 * @param people how many there are, 10 to 100,000
 * @param posts how many photos are posted, 2 to 10,000
 * @param threads of each of the two worker processes, 1 to 500
 * @param seed of everything that is made up: the same seed tells the same story
 */
public record DemoOptions(int people, int posts, int threads, long seed) {
    /** The share of people who follow the star. */
    private static final double STAR_SHARE = 0.75;

    /** Checks each part. */
    public DemoOptions {
        List<String> faults = new ArrayList<>();
        check("--people", people, 10, 100_000, faults);
        check("--posts", posts, 2, 10_000, faults);
        check("--threads", threads, 1, 500, faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
    }

    /** How many follow the star: 1,500 of 2,000. */
    int starFollowers() {
        return (int) (people * STAR_SHARE);
    }

    private static void check(String flag, int value, int least, int most, List<String> faults) {
        if (value < least || value > most) {
            faults.add(flag + ": expected " + least + ".." + most + ", found " + value);
        }
    }
}
