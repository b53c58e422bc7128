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
    public static final int PEOPLE_MIN = 10;
    public static final int PEOPLE_MAX = 100_000;
    public static final int POSTS_MIN = 2;
    public static final int POSTS_MAX = 10_000;
    public static final int THREADS_MAX = 500;

    /** The share of people who follow the star. */
    private static final double STAR_SHARE = 0.75;

    /** Checks each part. */
    public DemoOptions {
        check("people", people, PEOPLE_MIN, PEOPLE_MAX);
        check("posts", posts, POSTS_MIN, POSTS_MAX);
        check("threads", threads, 1, THREADS_MAX);
    }

    /** How many follow the star: 1,500 of 2,000. */
    int starFollowers() {
        return (int) (people * STAR_SHARE);
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "cannot tell a story with "
                            + value
                            + " "
                            + name
                            + ": expected "
                            + least
                            + ".."
                            + most);
        }
    }
}
