package darkroom.cli.demo;

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
        check("--people", people, 10, 100_000);
        check("--posts", posts, 2, 10_000);
        check("--threads", threads, 1, 500);
    }

    /** How many follow the star: 1,500 of 2,000. */
    int starFollowers() {
        return (int) (people * STAR_SHARE);
    }

    private static void check(String flag, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    flag + ": expected " + least + ".." + most + ", found " + value);
        }
    }
}
